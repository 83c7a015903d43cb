"""Totals by concept, from the export of charges: Python's standard library alone.

    IMPORTADOR_URL=http://127.0.0.1:4000 IMPORTADOR_TOKEN=imp_t_... python3 charges.py 2026-09
"""

import http.client
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from decimal import Decimal

URL = os.environ.get("IMPORTADOR_URL", "http://127.0.0.1:4000")
TOKEN = os.environ["IMPORTADOR_TOKEN"]


def charges(**filters):
    """The rows one by one, however many there are. A transfer that breaks goes on behind its last row."""
    after = None
    while True:
        query = urllib.parse.urlencode({**filters, **({"after": after} if after else {})})
        request = urllib.request.Request(
            f"{URL}/exports/charges.ndjson?{query}", headers={"Authorization": f"Bearer {TOKEN}"}
        )
        begun = after
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                for line in whole_lines(response):
                    row = json.loads(line)
                    after = row["cursor"]
                    yield row
                return
        except urllib.error.HTTPError:
            raise
        except (OSError, ValueError, http.client.HTTPException):
            if after == begun:
                raise


def whole_lines(response):
    """Raises where the transfer breaks. Iterating over the response itself takes a break between two chunks for the end."""
    rest = b""
    while block := response.read1(65536):
        *lines, rest = (rest + block).split(b"\n")
        yield from lines
    if rest:
        raise ConnectionError("the last line is not whole")


def main():
    totals = {}
    for row in charges(**({"periodo": sys.argv[1]} if len(sys.argv) > 1 else {})):
        key = (row["currency"], row["concept"])
        count, total = totals.get(key, (0, Decimal(0)))
        totals[key] = (count + 1, total + Decimal(row["total"]))
    for (currency, concept), (count, total) in sorted(totals.items()):
        print(f"{currency}\t{concept}\t{count}\t{total}")


if __name__ == "__main__":
    main()
