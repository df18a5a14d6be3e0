"""Print the days each certificate is still valid. Standard input: lines of a name and a base64-encoded PEM file."""

import base64
import json
import sys
from datetime import UTC, datetime

from cryptography import x509

now = datetime.now(UTC)
lines = (line.split() for line in sys.stdin if line.strip())
loaded = {name: x509.load_pem_x509_certificate(base64.b64decode(text)) for name, text in lines}
print(json.dumps({name: (certificate.not_valid_after_utc - now).days for name, certificate in loaded.items()}))
