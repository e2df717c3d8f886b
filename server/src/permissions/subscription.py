# Hands what CloudWatch Logs sends on to why403. Environment: WHY403_URL (https://.../ingest/subscription), WHY403_KEY.
import json
import os
import urllib.request


def handler(event, context):
    request = urllib.request.Request(
        os.environ["WHY403_URL"],
        data=json.dumps(event).encode(),
        headers={
            "Authorization": "Bearer " + os.environ["WHY403_KEY"],
            "Content-Type": "application/json",
        },
    )
    # Any other answer than 2xx is an error, so that Lambda tries again.
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)
