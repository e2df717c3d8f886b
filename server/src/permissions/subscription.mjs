// Hands what CloudWatch Logs sends on to why403. Environment: WHY403_URL (https://.../ingest/subscription), WHY403_KEY.
export const handler = async (event) => {
  const answer = await fetch(process.env.WHY403_URL, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${process.env.WHY403_KEY}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(60_000),
  });
  // An error lets Lambda try again.
  if (!answer.ok) throw new Error(`why403 answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
};
