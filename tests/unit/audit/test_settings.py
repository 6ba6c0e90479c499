"""Time stamps that nobody could check are refused before anything runs."""

import pytest

from vigie.audit.settings import AuditSettings
from vigie.kernel.errors import BadInput


def test_an_authority_needs_the_certificates_that_its_answers_lead_to():
    with pytest.raises(BadInput, match="tsa_ca is needed"):
        AuditSettings(tsa_url="http://tsa.example")
    assert AuditSettings(tsa_url="http://tsa.example", tsa_ca="/etc/tsa.pem").tsa_ca is not None
    assert AuditSettings(tsa_ca="/etc/tsa.pem").tsa_url is None
