"""The layers of the stack: one ComponentResource a file, with the pure functions that write its manifests beside it."""

import sys
from pathlib import Path

# `topology` lies in the root of the checkout. Pulumi puts the program's own folder on the path only, for the program
# and for the processes that run dynamic providers, so plain `pulumi up` needs this line.
_CHECKOUT = str(Path(__file__).resolve().parents[3])
if _CHECKOUT not in sys.path:
    sys.path.append(_CHECKOUT)
