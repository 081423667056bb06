// Solves one puzzle in a thread of its own: finds the number whose derived key begins as asked for.
// Says nothing ("") where the browser cannot: on a page without https there is no crypto.subtle.

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const solve = async (challenge) => {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const rules = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations: cost };
  const password = new Uint8Array(nonce.length / 2 + 4);
  password.set(bytesOf(nonce));
  const number = new DataView(password.buffer, nonce.length / 2);
  for (let counter = 0; ; counter += 1) {
    number.setUint32(0, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hexOf(new Uint8Array(await crypto.subtle.deriveBits(rules, key, keyLength * 8)));
    if (derivedKey.startsWith(keyPrefix)) return { challenge, solution: { counter, derivedKey } };
  }
};

addEventListener("message", async (event) => {
  try {
    postMessage(btoa(JSON.stringify(await solve(event.data))));
  } catch {
    postMessage("");
  }
});
