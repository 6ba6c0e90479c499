"""What went wrong, in French, and what to do: errors by their code, as the pages have them.

What an error is about stands before its text (`named` or `host` among its details); one that has no text here
is told by its own message.
"""

from collections.abc import Mapping

from cyclopts import CycloptsError

from vigie.kernel.errors import VigieError

CODES: Mapping[str, str] = {
    "account_exists": "cet identifiant est ou a été celui de quelqu’un : choisissez-en un autre",
    "account_unknown": "ce compte n’existe pas : voyez « vigie people list »",
    "agreement_unknown": "cette convention n’est pas en vigueur : voyez « vigie law agreements »",
    "already_suspended": "c’est déjà suspendu : la suspension en cours reste",
    "altered": "des actes anciens ont été modifiés, rien n’est effacé : lancez « vigie audit verify »",
    "approval_unknown": "cet agrément n’existe plus",
    "authorisation_unknown": "aucun arrêté en vigueur, ou plusieurs : voyez « vigie law list »",
    "bad_address": "adresse de caméra : écrivez HÔTE ou HÔTE:PORT",
    "bad_camera_id": "identifiant de caméra : lettres minuscules, chiffres et tirets, 64 au plus (cam-001)",
    "bad_commune": "commune : cinq signes du code INSEE (93007), puis nom et maire, 120 caractères au plus",
    "bad_department": "ce département n’existe pas : 01 à 95, 2A, 2B, 971 à 976",
    "bad_export": "ce fichier n’est pas un journal exporté : faites-en un avec « vigie audit export »",
    "bad_grant": "nommez au moins une caméra, ou aucune pour les ouvrir toutes",
    "bad_key": "ce n’est pas la clé publique d’un journal : donnez le fichier journal.pub avec --key",
    "bad_name": "nom : de 1 à 120 caractères imprimables",
    "bad_note": "ce n’est pas un point de contrôle signé, tel que « vigie audit checkpoint » l’imprime",
    "bad_notice": "panneau : réglez [town] (controller, contact, dpo), ou donnez les options de ces noms",
    "bad_password": "mot de passe : de 12 à 200 caractères, 5 différents au moins, et pas l’identifiant",
    "bad_period": "le dernier jour vient avant le premier",
    "bad_place": "donnez latitude et longitude ensemble, en degrés (WGS 84), ou ni l’une ni l’autre",
    "bad_purpose": "finalité : de 1 à 11, voyez « vigie law purposes »",
    "bad_signature": "aucune signature de cette clé : le point de contrôle est faux, ou d’un autre journal",
    "bad_subject": "ce que le fournisseur appelle « sub » : de 1 à 255 caractères",
    "bad_tsa_ca": "le fichier de --tsa-ca ne contient pas de certificats PEM",
    "bad_url": "ce n’est pas une adresse RTSP : écrivez rtsp://HÔTE:PORT/CHEMIN",
    "bad_username": "identifiant : de 3 à 64 signes, lettres a à z, chiffres, point, tiret, soulignement",
    "camera_exists": "cet identifiant de caméra est ou a été utilisé : choisissez-en un autre",
    "camera_unreachable": "la caméra ne répond pas : vérifiez son adresse, son alimentation et le réseau",
    "camera_unknown": "cette caméra n’existe pas : voyez « vigie cameras list »",
    "commune_unknown": "cette commune n’est pas inscrite : commencez par « vigie law commune »",
    "database_unreachable": "la base de données ne répond pas : vérifiez le serveur et database_url",
    "grant_unknown": "cette habilitation est déjà retirée",
    "granted_by_needed": "nommez qui a signé la décision",
    "identity_exists": "ce compte est déjà relié : retirez d’abord le lien avec « vigie people unlink »",
    "identity_taken": "cette identité est celle d’un autre compte",
    "identity_unknown": "ce compte n’est relié à aucune identité",
    "key_file_bad": "ce n’est pas une clé de Vigie : remettez celle de votre sauvegarde",
    "key_file_exposed": "d’autres comptes peuvent lire ce fichier : chmod 600",
    "no_camera_ids": "ce fichier n’a pas de colonne id : ajoutez-la, ou prenez --all-cameras",
    "no_file": "ce fichier ne peut pas être lu : vérifiez son nom et ses droits",
    "not_suspended": "rien n’est suspendu ici : la suspension est déjà levée",
    "not_onvif": "quelque chose répond, mais pas en ONVIF : vérifiez l’adresse et le port",
    "number_needed": "donnez le numéro de la décision",
    "oidc_off": "la connexion unique est éteinte : réglez oidc.issuer",
    "order_known": "un arrêté de ce numéro est déjà inscrit : retirez-le d’abord avec « vigie law revoke »",
    "passwords_differ": "les deux mots de passe diffèrent : recommencez",
    "reason_needed": "donnez le motif : il est inscrit au journal",
    "schema_not_current": "la base n’est pas de cette version : « vigie prepare » la met à jour",
    "title_needed": "donnez l’intitulé",
    "tsa_bad_answer": "l’autorité d’horodatage répond mal : vérifiez audit.tsa_url et audit.tsa_ca",
    "tsa_unavailable": "l’autorité d’horodatage ne répond pas : vérifiez audit.tsa_url et le réseau",
    "wrong_password": "la caméra refuse cet identifiant ou ce mot de passe",
    "url_with_credentials": "retirez l’identifiant et le mot de passe de l’adresse : ils ont leurs options",
}

FIELDS: Mapping[str, Mapping[str, str]] = {
    "bad_agreement": {
        "number": "numéro de la convention : de 1 à 200 caractères",
        "parties": "deux signataires au moins (--party)",
        "communes": "nommez les communes liées (--commune), inscrites avant par « vigie law commune »",
        "last_day": "le dernier jour vient avant le premier",
    },
    "bad_authorisation": {
        "number": "numéro de l’arrêté : de 1 à 200 caractères",
        "prefecture": "autorité : de 1 à 200 caractères, telle que « vigie law authority » la nomme",
        "retention_days": "conservation : de 1 à 31 jours, jamais plus d’un mois (CSI L252-5)",
        "minimum_days": "durée minimale : de 1 aux jours de conservation",
        "purposes": "au moins une finalité de la liste fermée (CSI L251-2) : « vigie law purposes »",
        "cameras": "nommez de 1 à 5000 caméras, chacune une fois (--camera, --cameras-file, --all-cameras)",
        "sharing": "déport : un service au moins, et de 1 à 31 jours (CSI L252-3)",
        "last_day": "dernier jour : après le premier ; cinq ans au plus, provisoire quatre mois (L252-4, -6)",
    },
    "bad_commissioning": {
        "reference": "référence de la lettre : de 1 à 200 caractères",
        "cameras": "nommez au moins une caméra, et seulement des caméras inscrites : « vigie cameras list »",
    },
}
"""Where one code has several causes, the field that each names."""

PHRASES = (
    ('Invalid value "', "valeur impossible : « "),
    ("Invalid value for ", "valeur impossible pour "),
    ('unable to convert "', "« "),
    ('" into date.', " » n’est pas une date (AAAA-MM-JJ)."),
    ('" into int.', " » n’est pas un nombre entier."),
    ('" into float.', " » n’est pas un nombre."),
    ('" for ', " » pour "),
    ("Choose from: ", "Au choix : "),
    ("Did you mean ", "Vouliez-vous dire "),
    ("Unknown option: ", "option inconnue : "),
    ("Unknown command ", "commande inconnue : "),
    ("Available commands: ", "Commandes : "),
    ("Unused Tokens: ", "en trop : "),
    ("requires an argument.", "manque."),
    ("specified multiple times.", "est donné deux fois."),
    ("Command ", "commande "),
    ("parameter ", ": "),
    ("Parameter ", ""),
)
"""How the library words a command that was mistyped, and what we say instead; in this order."""


def told(error: VigieError) -> str:
    """Return what an error says to whoever typed a command."""
    by_field = FIELDS.get(error.error_code, {})
    text = by_field.get(str(error.details.get("field")), CODES.get(error.error_code))
    if text is None:
        return str(error)
    named = error.details.get("named", error.details.get("host"))
    return text if named is None else f"{named} : {text}"


def misused(error: CycloptsError) -> str:
    """Return what is wrong with a command as it was typed; a phrase that has no words here stays as it is."""
    error.verbose = False
    text = str(error)
    for english, french in PHRASES:
        text = text.replace(english, french)
    return text
