"""Every error of the tier, by code, with what to do about it, in French."""

from typing import Final

TEXTS: Final = {
    "s3_unreachable": "Le stockage S3 ne répond pas : vérifiez l’adresse (s3.endpoint) et le réseau.",
    "s3_credentials": (
        "Le stockage S3 refuse la clé d’accès ou le secret : vérifiez s3.access_key et s3.secret_file."
    ),
    "s3_forbidden": (
        "Le compte S3 n’a pas tous les droits : donnez-lui sur ce bucket lecture, écriture, destruction de "
        "versions, rétention, legal hold et contournement de la gouvernance."
    ),
    "s3_bucket_missing": "Ce bucket S3 n’existe pas : créez-le avec Object Lock, ou corrigez s3.bucket.",
    "s3_no_versions": "Le bucket S3 ne garde pas les versions : créez-en un autre avec Object Lock.",
    "s3_no_object_lock": "Le bucket S3 n’a pas Object Lock : créez-en un autre avec Object Lock.",
    "s3_default_retention": (
        "Le bucket S3 impose une rétention par défaut : retirez-la, Vigie donne les siennes."
    ),
    "s3_object_missing": "Cet objet n’est plus dans le bucket S3 : lancez « vigie archive check ».",
    "s3_secret_missing": (
        "Le secret S3 ne peut pas être lu : écrivez-le dans le fichier s3.secret_file, lisible de son seul "
        "propriétaire (chmod 600)."
    ),
    "s3_clock": "L’horloge de cette machine et celle du stockage S3 diffèrent trop : réglez-les (NTP).",
    "s3_refused": "Le stockage S3 refuse la demande : le détail est dans le journal technique.",
    "s3_needs_encryption": (
        "Seuls des enregistrements chiffrés partent vers S3 : remettez archive.encrypt à true."
    ),
    "s3_not_configured": (
        "Des copies sont encore dans S3 et la section [s3] manque : remettez-la jusqu’à leur destruction."
    ),
}
