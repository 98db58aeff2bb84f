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

/** Posts and gives back the answer's bytes, with its headers: a file to be saved. */
export async function postForFile(path, body, signal) {
  const answer = await request(address(path), { method: "POST", signal, body: JSON.stringify(body),
    headers: { "Content-Type": "application/json" } });
  if (!answer.ok)
    refuse(answer, parse(await answer.text()));
  try {
    return { bytes: new Uint8Array(await answer.arrayBuffer()), headers: answer.headers };
  } catch (problem) {
    if (problem.name === "AbortError")
      throw problem;
    throw new ApiError("The file broke off before its end: it took longer than a statement may, or the server went away.", 0, "cut");
  }
}

async function send(url, options) {
  const answer = await request(url, options);
  if (answer.status === 204)
    return null;
  const body = parse(await answer.text());
  if (answer.ok && body !== undefined)
    return body;
  return refuse(answer, body);
}

async function request(url, options) {
  try {
    return await fetch(url, { ...options, credentials: "same-origin" });
  } catch (problem) {
    if (problem.name === "AbortError")
      throw problem;
    throw new ApiError("The server does not answer. Look whether cloudanalytics serve still runs "
      + "on its machine and whether the network reaches it, then try again.", 0, "unreachable");
  }
}

function refuse(answer, body) {
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
