#!/bin/sh
# Makes the authorities and answers in made/ with OpenSSL 3: `sh test/main/stamp/make-stamps.sh`.
# Each run makes new keys, which are thrown away. Every answer stamps SHA-256("hello").
set -e
cd "$(dirname "$0")/made"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
hello=$(printf hello | openssl dgst -sha256 -r | cut -d' ' -f1)

authority() { # NAME SUBJECT EXTENSIONS [ISSUER]
  name=$1 subject=$2 extensions=$3 issuer=$4
  openssl ecparam -name prime256v1 -genkey -noout -out "$work/$name.key"
  printf '%b' "$extensions" >"$work/ext"
  openssl req -new -key "$work/$name.key" -subj "/CN=$subject" -out "$work/csr"
  if [ -n "$issuer" ]; then
    openssl x509 -req -in "$work/csr" -CA "$work/$issuer.pem" -CAkey "$work/$issuer.key" \
      -set_serial "$(date +%s)$$" -days "${days:-36500}" -sha256 -extfile "$work/ext" -out "$work/$name.pem"
  else
    openssl x509 -req -in "$work/csr" -signkey "$work/$name.key" -days 36500 -sha256 \
      -extfile "$work/ext" -out "$work/$name.pem"
  fi
}

root='basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n'
leaf='basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n'
stamps='extendedKeyUsage=critical,timeStamping\n'
authority root 'Test root' "$root"
authority other-root 'Other root' "$root"
authority middle 'Test middle' "$root" root
authority no-authority 'Test web server' "$leaf" root
authority tsa 'Test time stamps' "$leaf$stamps" middle
authority under-no-authority 'Time stamps under no authority' "$leaf$stamps" no-authority
authority web 'A web server' "$leaf"'extendedKeyUsage=serverAuth\n' root
days=1 authority short-lived 'Time stamps of a day' "$leaf$stamps" root
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/rsa.key" -subj '/CN=Test RSA' -days 36500 \
  -out "$work/rsa.pem" -addext 'extendedKeyUsage=critical,timeStamping' \
  -addext 'keyUsage=critical,digitalSignature'

cat >"$work/tsa.cnf" <<C
[tsa]
default_tsa = made
[made]
serial = $work/serial
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
signer_digest = sha256
ess_cert_id_alg = sha256
C
echo 01 >"$work/serial"

answer() { # NAME SIGNER [CHAIN [QUERY-OPTIONS]]
  openssl ts -query -digest "${digest:-$hello}" "${hash:--sha256}" $4 -out "$work/query"
  openssl ts -reply -config "$work/tsa.cnf" -section made -queryfile "$work/query" \
    -signer "$work/$2.pem" -inkey "$work/$2.key" ${3:+-chain "$work/$3.pem"} -out "$1.tsr"
}
cat "$work/middle.pem" "$work/root.pem" >"$work/chain.pem"
answer granted tsa chain -cert
answer without-certificate tsa '' ''
answer by-rsa rsa '' -cert
answer under-no-authority under-no-authority no-authority -cert
answer short-lived short-lived '' -cert
digest=$(printf hello | openssl dgst -sha512 -r | cut -d' ' -f1) hash=-sha512
answer of-sha512 tsa chain -cert
unset digest hash

# An authority that stamps with a certificate for web servers: what OpenSSL refuses to make as a stamp.
openssl ts -reply -in granted.tsr -token_out -out "$work/token"
openssl cms -verify -noverify -inform DER -in "$work/token" -binary -out "$work/content"
openssl cms -sign -cades -binary -nodetach -econtent_type 1.2.840.113549.1.9.16.1.4 -md sha256 \
  -in "$work/content" -signer "$work/web.pem" -inkey "$work/web.key" -outform DER -out "$work/token"
python3 - "$work/token" by-web-server.tsr <<'P'
import sys
token = open(sys.argv[1], 'rb').read()
body = bytes.fromhex('3003020100') + token
open(sys.argv[2], 'wb').write(b'\x30\x82' + len(body).to_bytes(2, 'big') + body)
P
# An answer that refuses: status 2, with a sentence.
python3 - refused.tsr <<'P'
import sys
text = b'\x0c\x0anot today!'
inner = b'\x02\x01\x02' + b'\x30' + bytes([len(text)]) + text
status = b'\x30' + bytes([len(inner)]) + inner
open(sys.argv[1], 'wb').write(b'\x30' + bytes([len(status)]) + status)
P
for name in root other-root tsa rsa; do cp "$work/$name.pem" "$name.pem"; done
