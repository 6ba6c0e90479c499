// A person's papers as lines to read: approvals, grants, then oath, trainings and undertakings.
import type { TFunction } from "i18next";
import type { Commune } from "@/features/law/town";
import { communeName } from "@/features/law/useCommunes";
import { formatShortDate } from "@/time/format";
import type { Papers } from "./files";

export interface PaperLine {
  id: string;
  text: string;
  /** Why it holds no more; null when nothing was said. */
  fault: string | null;
  number: string;
  /** What who administers may do to it. */
  act: "suspend" | "resume" | "revoke" | null;
}

export interface PaperList {
  title: string;
  lines: PaperLine[];
}

function grantText(t: TFunction, communes: readonly Commune[], code: string | null): string {
  return code === null ? "" : t("people.file.grantCommune", { commune: communeName(communes, code) ?? code });
}

export function paperLists(papers: Papers, t: TFunction, language: string, communes: readonly Commune[]): PaperList[] {
  const day = (us: number): string => formatShortDate(us, language);
  const approvals = papers.approvals.map((each) => ({
    id: each.id,
    text: t("people.file.approval", {
      authority: t(`people.file.authority.${each.authority}`),
      number: each.number,
      department: each.department,
      from: day(each.starts_us),
      to: day(each.ends_us - 1),
    }),
    fault: each.suspended_us === null ? null : t("people.file.suspendedFor", { reason: each.suspended_reason ?? "" }),
    number: each.number,
    act: each.suspended_us === null ? ("suspend" as const) : ("resume" as const),
  }));
  const grants = papers.grants.map((each) => ({
    id: each.id,
    text: grantText(t, communes, each.commune) + t("people.file.grant", { number: each.number, by: each.granted_by, from: day(each.starts_us), to: day(each.ends_us - 1) }),
    fault: each.revoked_us === null ? null : t("people.file.revoked", { date: day(each.revoked_us) }),
    number: each.number,
    act: each.revoked_us === null ? ("revoke" as const) : null,
  }));
  const qualifications = papers.qualifications.map((each) => ({
    id: each.id,
    text:
      t("people.file.qualification", { title: `${t(`papers.kind.${each.kind}`)} · ${each.title}`, date: day(each.signed_us) }) +
      (each.ends_us === null ? "" : t("people.file.qualificationEnds", { date: day(each.ends_us - 1) })),
    fault: null,
    number: "",
    act: null,
  }));
  return [
    { title: t("people.file.approvals"), lines: approvals },
    { title: t("people.file.grants"), lines: grants },
    { title: t("people.file.qualifications"), lines: qualifications },
  ];
}
