import type { Same } from "../same";
import type { processing as french } from "../fr/processing";

export const processing: Same<typeof french> = {
  title: "Processing register",
  told: "Made of what the system knows right now: orders, cameras, accounts, journal. Exports are journalled. The entry itself is in French.",
  pdf: "Entry and annex (PDF)",
  csv: "Figures for the DPIA (CSV)",
  annex: "Annex of the impact assessment",
  missing: "Still missing:",
  missingWhat: {
    name: "the controller (setting town.controller)",
    contact: "the address to write to (setting town.contact)",
    dpo: "the data-protection officer (setting town.dpo)",
    authorisation: "a prefect's order in force",
  },
};
