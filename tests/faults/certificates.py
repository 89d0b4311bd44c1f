# SPDX-License-Identifier: MIT
"""The fault server's certificates, made anew by the openssl program at each start."""
import os
import subprocess


def openssl(*words):
    subprocess.run(("openssl",) + words, check=True, capture_output=True)


def make_certificate(folder, name, subject, names, days, is_signed=True):
    """Leaves NAME.pem (certificate and key) in the folder."""
    path = os.path.join(folder, name)
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path + ".key")
    with open(path + ".ext", "w") as ext:
        ext.write("subjectAltName=%s\n" % names if names else "")
        ext.write("basicConstraints=CA:%s\n" % ("TRUE" if name == "ca" else "FALSE"))
    openssl("req", "-new", "-key", path + ".key", "-subj", "/CN=" + subject, "-out", path + ".csr")
    sign = ["-signkey", path + ".key"]
    if is_signed:
        sign = ["-CA", os.path.join(folder, "ca.pem"), "-CAkey", os.path.join(folder, "ca.key")]
        sign += ["-CAcreateserial"]
    openssl("x509", "-req", "-in", path + ".csr", *sign, "-days", str(days),
            "-extfile", path + ".ext", "-out", path + ".crt")
    with open(path + ".pem", "wb") as out:
        for part in (".crt", ".key") if name != "ca" else (".crt",):
            with open(path + part, "rb") as part_file:
                out.write(part_file.read())


GOOD_NAMES = "DNS:localhost,DNS:service.test,DNS:*.wild.test,IP:127.0.0.1,IP:::1"


def make_certificates(folder):
    make_certificate(folder, "ca", "Gesso test authority", "", 30, is_signed=False)
    make_certificate(folder, "tls", "localhost", GOOD_NAMES, 30)
    make_certificate(folder, "tls_self_signed", "localhost", GOOD_NAMES, 30, is_signed=False)
    make_certificate(folder, "tls_expired", "localhost", GOOD_NAMES, -1)
    make_certificate(folder, "tls_wrong_host", "elsewhere.test", "DNS:elsewhere.test", 30)
    make_certificate(folder, "tls_name_only", "localhost", "", 30)
