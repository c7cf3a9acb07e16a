"""Make this checkout ready to run: the environment under .venv, and for the tests a browser, fonts and PostgreSQL."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = ROOT / "var" / "prepare.log"
OLDEST = (3, 11)
REQUIREMENTS = {"run": "requirements.txt", "dev": "requirements-dev.txt", "bench": "requirements-bench.txt"}
# What holds what: an environment made for the tests also runs the site.
SUFFICIENT = {"run": ("run", "dev"), "dev": ("dev",), "bench": ("bench",)}
# Programs of others that only tests use, with their versions and checksums; npm keeps them beside .venv.
OUTSIDE = ROOT / "tests" / "outside"
OUTSIDE_HERE = ROOT / ".tools" / "npm"
USAGE = "usage: python3 scripts/prepare.py run|dev|bench|test"


class PreparationError(Exception):
    """Something is missing that this script may not or cannot bring; the message is one line with the next step."""


def say(line: str) -> None:
    """One line for the person at the terminal; everything longer goes to the log."""
    print(f"ximu: {line}", file=sys.stderr, flush=True)


def logged(command: list[str], *, timeout: int = 1800, **extra: str) -> bool:
    """Run `command` with its output in the log and nothing on its standard input; True when it succeeded."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        log.flush()
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=os.environ | extra,
                timeout=timeout,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            log.write(f"{error}\n")
            return False
    return done.returncode == 0


def administrator() -> list[str] | None:
    """What to put before a command that changes the system; None when this user may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and logged(["sudo", "-n", "true"], timeout=20):
        return ["sudo", "-n"]
    return None


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages when this user may; False when not allowed or when it failed (the log says why)."""
    before = administrator()
    if before is None or not shutil.which("apt-get") or os.environ.get("XIMU_NO_APT"):
        return False
    say(f"installing {' '.join(packages)} (a few minutes the first time)")
    apt = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    patience = ["-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=30", "-o", "DPkg::Lock::Timeout=300"]
    logged([*apt, *patience, "update"], timeout=300)
    return logged([*apt, *patience, "install", "-y", "--no-install-recommends", *packages])


def find_python() -> str:
    """A Python that is new enough: the one running, else a newer one on the path."""
    if sys.version_info[:2] >= OLDEST:
        return sys.executable
    for minor in range(15, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    raise PreparationError("Python 3.11 or newer is needed, python3 is older; install python3.11 and run this again")


def works() -> bool:
    """Whether .venv holds a Python that starts, is new enough and has pip (a copied or half-made one does not)."""
    check = f"import sys, pip; sys.exit(sys.version_info[:2] < {OLDEST!r})"
    return PYTHON.exists() and logged([str(PYTHON), "-c", check], timeout=60)


def make_venv() -> None:
    """Make .venv, bringing Debian's python3-venv when it is not there."""
    python = find_python()
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    package = "python3-venv" if python == "/usr/bin/python3" else f"python{version}-venv"
    if (
        python == sys.executable
        and not importlib.util.find_spec("ensurepip")
        and not apt_install([package])
        and not apt_install(["python3-venv"])
    ):
        raise PreparationError(f"this Python cannot make environments; as administrator: apt-get install -y {package}")
    say("making .venv")
    if not logged([python, "-m", "venv", "--clear", str(VENV)]):
        raise PreparationError(f".venv could not be made; the reason is at the end of {LOG.relative_to(ROOT)}")


def fingerprint(kind: str) -> str:
    """Changes when the environment has to be brought up to date: requirements, project file, place of the checkout."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in (REQUIREMENTS[kind], "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def stamp(kind: str) -> Path:
    """The file that says for which requirements .venv was last filled."""
    return VENV / f".prepared-{kind}"


def is_ready(kind: str) -> bool:
    """Whether nothing has changed since .venv was filled for `kind` or for more."""
    return PYTHON.exists() and any(
        stamp(held).exists() and stamp(held).read_text() == fingerprint(held) for held in SUFFICIENT[kind]
    )


def fill_venv(kind: str) -> None:
    """Install the locked requirements (checked by hash) and this checkout into .venv."""
    if is_ready(kind):
        return
    if not works():
        make_venv()
    say(f"installing {REQUIREMENTS[kind]} into .venv (log: {LOG.relative_to(ROOT)})")
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "install",
        "--no-warn-script-location",
    ]
    steps = [[*pip, "--require-hashes", "-r", REQUIREMENTS[kind]]]
    if kind != "bench":  # bench comes on top of dev
        steps.append([*pip, "--no-deps", "--no-build-isolation", "-e", "."])
    for step in steps:
        if not logged(step):
            raise PreparationError(
                f"pip could not install {step[-1]}; is there a network? the reason is at the end of {LOG.relative_to(ROOT)}"
            )
    stamp(kind).write_text(fingerprint(kind))


def has_chinese_font() -> bool:
    """Whether a font with Chinese characters is installed."""
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def missing_for_tests() -> dict[str, str]:
    """Debian packages that are not there yet, each with what is skipped without it."""
    missing = {}
    if not any(
        shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    ):
        missing["chromium"] = "tests in a browser"
    if not has_chinese_font():
        missing["fonts-noto-cjk"] = "Chinese letters in the browser's pictures"
        if not shutil.which("fc-list"):
            missing["fontconfig"] = "finding fonts"
    if not shutil.which("initdb") and not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        missing["postgresql"] = "tests on PostgreSQL"
    if not shutil.which("java"):
        missing["default-jre-headless"] = "pages under the Nu HTML checker"
    return missing


def bring_outside_programs() -> bool:
    """Install what tests/outside names, checked by its lock file, unless it is there; False when that cannot be done."""
    held = {path.name: path.read_bytes() for path in OUTSIDE.iterdir()}
    if all((OUTSIDE_HERE / name).exists() and (OUTSIDE_HERE / name).read_bytes() == held[name] for name in held):
        return True
    if not shutil.which("npm"):
        return False
    say("installing the outside programs of the tests into .tools/npm")
    shutil.rmtree(OUTSIDE_HERE, ignore_errors=True)
    OUTSIDE_HERE.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        (OUTSIDE_HERE / name).write_bytes(held[name])
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(OUTSIDE_HERE)]
    if not logged(npm, timeout=600):
        return False
    for name, content in held.items():  # last, as the sign that all of it is there
        (OUTSIDE_HERE / name).write_bytes(content)
    return True


def prepare_tests() -> None:
    """Bring the browser, a Chinese font and PostgreSQL when allowed; else say in one line what will be skipped."""
    missing = missing_for_tests()
    if missing and not apt_install(sorted(missing)):
        for package in sorted(missing):  # one package that a distribution lacks must not keep the others away
            apt_install([package])
    left = missing_for_tests()
    if not bring_outside_programs():
        say("will be skipped: the Nu HTML checker and annotations in a browser; to have them: apt-get install -y npm")
    if left:
        what = ", ".join(sorted(set(left.values())))
        say(f"will be skipped: {what}; to have them: apt-get install -y {' '.join(sorted(left))}")


def main(arguments: list[str]) -> int:
    """Exit status 0 when ready, 1 when something is missing, 2 for wrong usage."""
    if len(arguments) != 1 or arguments[0] not in (*REQUIREMENTS, "test"):
        say(USAGE)
        return 2
    try:
        if arguments[0] == "test":
            fill_venv("dev")
            prepare_tests()
        else:
            fill_venv(arguments[0])
    except PreparationError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
