// People: reasons asked at sign-in, the locked workstation, files of people.
export const people = {
  reason: "Motif de connexion",
  reasonHint: "Vous n’êtes pas de service à cette heure. Le motif est inscrit au journal.",
  lock: {
    now: "Verrouiller le poste",
    title: "Poste verrouillé",
    text: "Les images sont masquées. Donnez votre mot de passe pour reprendre.",
    textOf: "Les images sont masquées. {{name}}, donnez votre mot de passe pour reprendre.",
    wrong: "Mot de passe inconnu. Vérifiez la touche Majuscule, puis recommencez.",
    open: "Déverrouiller",
    other: "Changer de personne",
  },
  viewing: {
    title: "Motif de la consultation",
    text: "Un élu ne regarde les images que pour un motif précis. Il est inscrit au journal avec chaque image ouverte.",
    reason: "Motif",
    short: "Écrivez le motif en quelques mots.",
    open: "Ouvrir les images",
  },
};
