// Talks to the server. Answers are JSON; what is no success becomes an ApiError with the server's own sentence.

export class ApiError extends Error {
  constructor(message, status, code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

let onTokenRequired = () => {};

/** What to do when the server asks for its token. */
export function whenTokenIsRequired(handler) {
  onTokenRequired = handler;
}

/** Address of an API call; parameters that are null are left out, arrays stand several times. */
export function address(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== null && item !== undefined && item !== "")
        query.append(name, item);
    }
  }
  const text = query.toString();
  return `/api/${path}${text ? `?${text}` : ""}`;
}

export function get(path, params, signal) {
  return send(address(path, params), { signal });
}

export function post(path, body, signal) {
  return send(address(path), { method: "POST", signal, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
}

async function send(url, options) {
  let answer;
  try {
    answer = await fetch(url, { ...options, credentials: "same-origin" });
  } catch (problem) {
    if (problem.name === "AbortError")
      throw problem;
    throw new ApiError("The server does not answer. Is it still running?", 0, "unreachable");
  }
  if (answer.status === 204)
    return null;
  const text = await answer.text();
  const body = parse(text);
  if (answer.ok && body !== undefined)
    return body;
  if (answer.status === 401 && body?.error?.code === "token_required")
    onTokenRequired();
  throw new ApiError(body?.error?.message ?? `The server answered with status ${answer.status}.`, answer.status, body?.error?.code);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a request was only given up because the user went on. */
export function isAbort(problem) {
  return problem?.name === "AbortError";
}
