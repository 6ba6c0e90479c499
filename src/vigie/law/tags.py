"""What the room `law` writes into the journal."""

from vigie.audit import Tag

AUTHORISATION_RECORDED = Tag("law:authorisation:recorded")
AUTHORISATION_REVOKED = Tag("law:authorisation:revoked")
BASIS_RECORDED = Tag("law:analytics_basis:recorded")
BASIS_REVOKED = Tag("law:analytics_basis:revoked")
CAMERA_CLASSED = Tag("law:camera:classed")
REGISTER_EXPORTED = Tag("law:register:exported")
VISIT_BEGAN = Tag("law:visit:began")
VISIT_ENDED = Tag("law:visit:ended")
PROGRAMS_READ = Tag("law:programs:read")
AGREEMENT_RECORDED = Tag("law:agreement:recorded")
AGREEMENT_ENDED = Tag("law:agreement:ended")
COMMISSIONING_RECORDED = Tag("law:commissioning:recorded")
