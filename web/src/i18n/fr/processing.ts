// The processing register.
export const processing = {
  title: "Registre des traitements",
  told: "Établi à partir de ce que le système sait en ce moment : arrêtés, caméras, comptes, journal. Les exports sont inscrits au journal.",
  pdf: "Fiche et annexe (PDF)",
  csv: "Chiffres pour l’AIPD (CSV)",
  annex: "Annexe de l’analyse d’impact",
  missing: "Il manque encore :",
  missingWhat: {
    name: "le responsable du traitement (réglage town.controller)",
    contact: "l’adresse où écrire (réglage town.contact)",
    dpo: "le délégué à la protection des données (réglage town.dpo)",
    authorisation: "un arrêté préfectoral en vigueur",
  },
};
