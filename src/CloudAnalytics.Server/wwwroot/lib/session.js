// What the server said about itself when the page was opened.
export const session = { dataPath: "data", version: "" };
