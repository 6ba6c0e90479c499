// After a refused form, the keyboard goes to the first field that needs something.

/** Waits for the fields to be drawn with their problems. */
export function focusProblem(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"], [data-error="true"] input')?.focus());
}
