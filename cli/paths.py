"""Where things are: the checkout, its ignored state and the per-user cache."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent

# State of this checkout: ignored by git, mode 0700.
STATE = CHECKOUT / ".rushhour"
BIN = STATE / "bin"
LOGS = STATE / "logs"
KUBECONFIG = STATE / "kubeconfig"
PASSPHRASE = STATE / "passphrase"
PULUMI_BACKEND = STATE / "pulumi"
CA_CERTIFICATE = STATE / "ca.crt"
ENV_FILE = STATE / "env"
TIMINGS = STATE / "timings.json"
IMAGES = STATE / "images.json"
PREFLIGHT_REPORT = STATE / "reports" / "preflight.json"
LOCK = STATE / "lock"
VENV_LINK = CHECKOUT / ".venv"

# Sources the driver builds from.
TOOLS = CHECKOUT / "tools"
FAMILIES = TOOLS / "families.toml"
OPS_LOCK = CHECKOUT / "requirements" / "ops.txt"
ANSIBLE = CHECKOUT / "infra" / "ansible"


def cache() -> Path:
    """The per-user cache shared by all checkouts, so that a second clone builds nothing."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "rushhour"


def private_directory(path: Path) -> Path:
    """Make `path` and hold it at mode 0700, whatever the umask says."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def state() -> Path:
    """The checkout's state folder, made when missing."""
    return private_directory(STATE)


def stack_file(stack: str) -> Path:
    """The committed file that holds every fact about a stack."""
    return CHECKOUT / f"Pulumi.{stack}.yaml"
