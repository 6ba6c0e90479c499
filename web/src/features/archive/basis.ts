// Grounds on which recordings may be looked at. The judicial ones carry the number of the procedure.

export const BASES = [
  "public_safety",
  "requisition",
  "flagrance",
  "preliminary",
  "rogatory",
  "access_right",
  "maintenance",
] as const;
export type Basis = (typeof BASES)[number];
export const MIN_REASON_LENGTH = 10;

const WITH_REFERENCE: ReadonlySet<Basis> = new Set(["requisition", "flagrance", "preliminary", "rogatory"]);

export function needsReference(basis: Basis): boolean {
  return WITH_REFERENCE.has(basis);
}

/** What is sent and journalled: the ground, and its reference where there is one. */
export function basisText(basis: Basis, reference: string): string {
  return needsReference(basis) ? `${basis}: ${reference.trim()}` : basis;
}
