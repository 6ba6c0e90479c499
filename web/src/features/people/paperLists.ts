// A person's papers as lines to read: approvals, grants, then oath, trainings and undertakings.
import type { TFunction } from "i18next";
import { formatShortDate } from "@/time/format";
import type { Papers } from "./files";

export interface PaperLine {
  id: string;
  text: string;
  /** Why it holds no more; null when nothing was said. */
  fault: string | null;
}

export interface PaperList {
  title: string;
  lines: PaperLine[];
}

export function paperLists(papers: Papers, t: TFunction, language: string): PaperList[] {
  const day = (us: number): string => formatShortDate(us, language);
  const approvals = papers.approvals.map((each) => ({
    id: each.id,
    text: t("people.file.approval", {
      authority: t(`people.file.authority.${each.authority}`),
      number: each.number,
      department: each.department,
      from: day(each.starts_us),
      to: day(each.ends_us),
    }),
    fault: each.suspended_us === null ? null : t("people.file.suspendedFor", { reason: each.suspended_reason ?? "" }),
  }));
  const grants = papers.grants.map((each) => ({
    id: each.id,
    text: t("people.file.grant", { number: each.number, by: each.granted_by, from: day(each.starts_us), to: day(each.ends_us) }),
    fault: each.revoked_us === null ? null : t("people.file.revoked", { date: day(each.revoked_us) }),
  }));
  const qualifications = papers.qualifications.map((each) => ({
    id: each.id,
    text: t("people.file.qualification", { title: each.title, date: day(each.signed_us) }),
    fault: null,
  }));
  return [
    { title: t("people.file.approvals"), lines: approvals },
    { title: t("people.file.grants"), lines: grants },
    { title: t("people.file.qualifications"), lines: qualifications },
  ];
}
