// The small picture under the pointer of the timeline.
export const thumbnail = {
  alt: "{{camera}}, image enregistrée à {{time}}",
  loading: "Recherche de l’image…",
  none: "Pas d’image enregistrée à cet instant.",
};
