// The reason an elected member gave for looking, kept in memory for as long as the session lasts.
let given: string | null = null;

export const viewingReason = (): string | null => given;

export function giveViewingReason(reason: string): void {
  given = reason;
}

export function forgetViewingReason(): void {
  given = null;
}
