"""An independent reader of our mail: an SMTP server (aiosmtpd), Python's own email package and dkimpy.

    mail_independent.py keys                       DKIM keys and their DNS records, as JSON
    mail_independent.py serve FOLDER plain|starttls|tls   receives mails into FOLDER; first line: port and authority as
                                                   JSON, then a line for each mail; ends with its standard input
    mail_independent.py read FILE RECORD           what stands in a mail, and whether its signature holds, as JSON

Tests written in Rust call it with the Python of tests/tools/setup-python.
"""

import asyncio
import base64
import json
import pathlib
import ssl
import sys
import tempfile
from email import message_from_bytes, policy

import dkim
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa


def say(value):
    print(json.dumps(value, ensure_ascii=False), flush=True)


def keys():
    """RSA in both PEM forms and Ed25519, as openssl writes them."""
    pem = serialization.Encoding.PEM
    forms = serialization.PrivateFormat
    clear = serialization.NoEncryption()
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    rsa_public = rsa_key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    ed_key = ed25519.Ed25519PrivateKey.generate()
    ed_public = ed_key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    rsa_record = "v=DKIM1; k=rsa; p=" + base64.b64encode(rsa_public).decode()
    ed_record = "v=DKIM1; k=ed25519; p=" + base64.b64encode(ed_public).decode()
    say(
        [
            {"pem": rsa_key.private_bytes(pem, forms.PKCS8, clear).decode(), "record": rsa_record},
            {"pem": rsa_key.private_bytes(pem, forms.TraditionalOpenSSL, clear).decode(), "record": rsa_record},
            {"pem": ed_key.private_bytes(pem, forms.PKCS8, clear).decode(), "record": ed_record},
        ]
    )


class Mailbox:
    """Writes each mail into the folder, as it came over the wire, and says so."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, server, session, envelope):
        path = self.folder / f"{self.count}.eml"
        self.count += 1
        path.write_bytes(envelope.original_content)
        login = session.auth_data.login.decode() if session.authenticated else None
        say(
            {
                "file": str(path),
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "login": login,
                "encrypted": server.transport.get_extra_info("cipher") is not None,
            }
        )
        return "250 2.0.0 taken"


def right_password(_server, _session, _envelope, _mechanism, data):
    good = isinstance(data, LoginPassword) and data.password == b"pass word"
    return AuthResult(success=good, auth_data=data, handled=False)


async def serve(folder, security):
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    mailbox = Mailbox(pathlib.Path(folder))
    options = {"hostname": "independent", "decode_data": False, "enable_SMTPUTF8": False}
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if security != "plain":
        options |= {"authenticator": right_password, "auth_required": True, "auth_require_tls": security == "starttls"}
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(mailbox, **options), "127.0.0.1", 0, ssl=context if security == "tls" else None
    )
    say({"port": server.sockets[0].getsockname()[1], "authority": authority.cert_pem.bytes().decode()})
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


def read(path, record):
    raw = pathlib.Path(path).read_bytes()
    message = message_from_bytes(raw, policy=policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    signed = dkim.DKIM(raw)
    signature = message["DKIM-Signature"]
    try:
        verified = signed.verify(dnsfunc=lambda _name, timeout=5: record.encode()) if signature else None
    except dkim.DKIMException as error:
        verified = f"{type(error).__name__}: {error}"
    say(
        {
            "defects": [str(defect) for part in message.walk() for defect in part.defects],
            "headers": {name: str(value) for name, value in message.items()},
            "from": [[one.display_name, one.addr_spec] for one in message["From"].addresses],
            "to": [one.addr_spec for one in message["To"].addresses],
            "date": message["Date"].datetime.isoformat(),
            "kind": message.get_content_type(),
            "parts": [[part.get_content_type(), part.get_content().replace("\r\n", "\n")] for part in parts],
            "longest_line": max(len(line) for line in raw.split(b"\r\n")),
            "bare": len(raw.replace(b"\r\n", b"").splitlines()) > 1,
            "dkim": verified,
            "signed_headers": [name.decode().lower() for name, _ in signed.signed_headers or []],
        }
    )


def main(arguments):
    match arguments:
        case ["keys"]:
            keys()
        case ["serve", folder, security]:
            asyncio.run(serve(folder, security))
        case ["read", path, record]:
            read(path, record)
        case _:
            sys.exit(__doc__)


main(sys.argv[1:])
