"""docs/reference/audit.md: what the journal holds, how it is proved, and every tag that can stand in it."""

from collections.abc import Iterable

from vigie.audit.tags import Tag

TEXT = """# Le journal des actes

Chaque acte d’une personne, et chaque acte du système qui touche une image, est une ligne du journal : qui,
quand (UTC, à la microseconde), d’où, quoi, sur quoi, pourquoi (motif), sur quel fondement, pour quels
destinataires (CSI R253-5). La ligne est écrite dans la transaction de l’acte, avant son effet ; si elle ne
peut pas l’être, l’acte n’a pas lieu. Rien ne peut être coupé par un réglage. La base refuse elle-même de
modifier ou d’effacer une ligne (déclencheurs), et qui les contourne laisse des traces :

- chaque ligne porte une valeur de chaîne, `SHA-256(2 ‖ valeur précédente ‖ ligne)` ;
- les lignes sont les feuilles d’un arbre de Merkle (RFC 9162) ;
- tous les quarts d’heure, et à l’arrêt du centre, l’état est signé (Ed25519, note signée C2SP) ; une fois
  par jour une autorité tierce l’horodate, si elle est réglée (RFC 3161) ;
- après trois ans au plus, les lignes sont effacées jusqu’à un état signé, à partir duquel le reste se
  vérifie.

## Vérifier

```
vigie audit export journal.vigie-journal --data DOSSIER
vigie audit verify journal.vigie-journal --key journal.pub --json
vigie audit verify --data DOSSIER                  # la base elle-même
vigie audit checkpoint --data DOSSIER              # à garder ailleurs : papier, courriel
vigie audit verify … --expect POINT_DE_CONTROLE    # trouve une fin coupée avec ses états signés
```

La clé publique (`journal.pub`) doit venir d’ailleurs que le fichier vérifié. État de sortie : 0 intact, 1
altéré.

| trouvé | où |
|---|---|
| `altered`, `missing`, `misplaced`, `unreadable` | à la ligne |
| `rewritten` (ligne et chaîne réécrites) | entre deux états signés |
| `truncated` | à partir de la première ligne manquante |
| `unanchored`, `bad_checkpoint`, `bad_stamp` | état signé ou horodatage |
| `clock_went_back` | à la ligne ; une horloge reculée s’inscrit d’elle-même |

Ce qui suit le dernier état signé (`uncovered`) n’est protégé que par sa chaîne : qui possède la machine
peut le réécrire. C’est pourquoi les états signés sont fréquents, et à garder ailleurs.

Pendant qu’un compte est bloqué, les essais sont comptés et non inscrits un à un : le blocage l’est. Un nom
inconnu tapé à la connexion n’est pas inscrit : on y tape parfois son mot de passe.

## Étiquettes

`source:sujet:acte`. Une étiquette survit au code qui l’écrit ; aucune n’est renommée.

| salle | étiquette |
|---|---|
"""


def tags_page(declared: Iterable[Tag]) -> str:
    """Return the reference page (Markdown)."""
    rows = [f"| {tag.source} | `{tag}` |" for tag in sorted(declared)]
    return TEXT + "\n".join(rows) + "\n"
