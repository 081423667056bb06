// Passkeys: asks the server what is to be signed, lets the browser's own window do the rest and sends the answer
// back. Without this, or in a browser that knows no passkeys, the button stays hidden and a sentence tells the
// other way. Written for Safari 15 and Chrome 106: the newer parseCreationOptionsFromJSON() is not asked for.
const parts = document.querySelectorAll("[data-passkey]");
const known = Boolean(window.isSecureContext && window.PublicKeyCredential && navigator.credentials);
const ASKED_ANEW = 4 * 60 * 1000; // milliseconds: the server takes an answer for five minutes

const bytesOf = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
};

const textOf = (buffer) => {
  let plain = "";
  for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const withBytes = (keys) => (keys || []).map((key) => ({ ...key, id: bytesOf(key.id) }));

const forBrowser = (options) => {
  const given = { ...options, challenge: bytesOf(options.challenge) };
  if (options.user) given.user = { ...options.user, id: bytesOf(options.user.id) };
  if (options.excludeCredentials) given.excludeCredentials = withBytes(options.excludeCredentials);
  if (options.allowCredentials) given.allowCredentials = withBytes(options.allowCredentials);
  return given;
};

const forServer = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = textOf(credential.response[name]);
  }
  return { type: credential.type, rawId: textOf(credential.rawId), response };
};

// What goes wrong, as the name of the sentence that stands at the part.
const nameOf = (error) =>
  ({
    NotAllowedError: "cancelled",
    InvalidStateError: "taken",
    SecurityError: "site",
    NotSupportedError: "unfit",
    ConstraintError: "unfit",
  })[error.name] || "broken";

class Refused extends Error {
  constructor(answer) {
    super(answer.error);
    this.answer = answer;
  }
}

const post = async (part, address, body) => {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": part.dataset.token || "" },
    body: JSON.stringify(body),
  });
  const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
  const said = json ? await answer.json() : {};
  if (!answer.ok || !json) throw new Refused(said);
  return said;
};

const setUp = (part) => {
  const { dataset } = part;
  const says = part.querySelector("[data-passkey-words]").dataset;
  const button = part.querySelector("[data-passkey-button]");
  const said = part.querySelector("[data-passkey-said]");
  const fields = [...part.querySelectorAll("input:not([type=hidden])")];
  const isNew = dataset.passkey === "new";
  let waiting = null; // what ends the question that waits in the field for the address
  let timer = 0;
  let askedAt = 0;

  const tell = (sentence, wrong = true) => {
    said.textContent = sentence;
    said.classList.toggle("error", wrong && Boolean(sentence));
  };

  // The sentence about a field stands at it, as when the server draws the page.
  const mark = (field, sentence) => {
    const error = document.createElement("p");
    error.className = "error";
    error.id = `${field.id}-error`;
    error.textContent = sentence;
    field.before(error);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", error.id);
    field.focus();
  };

  const unmark = (field) => {
    if (!field.hasAttribute("aria-invalid")) return;
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
    const error = document.getElementById(`${field.id}-error`);
    if (error) error.remove();
  };

  const words = (error, began) => {
    if (error instanceof Refused) return error.message || says.broken;
    if (nameOf(error) === "cancelled" && began && Date.now() - began >= ASKED_ANEW - 1000) return says.late;
    return says[nameOf(error)] || says.broken;
  };

  const more = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));

  const ask = () => post(part, dataset.ask, more());

  const send = async (token, credential) => {
    const { name } = more();
    const body = { name, token, answer: forServer(credential), next: dataset.next || "" };
    const { goto } = await post(part, dataset.send, body);
    const carried = document.querySelector("form[data-carried]"); // an act that was asked to prove first
    if (carried) carried.submit();
    else location.assign(goto);
  };

  const stopWaiting = () => {
    clearTimeout(timer);
    if (waiting) waiting.abort();
    waiting = null;
  };

  const fail = (error, began) => {
    const { answer = {} } = error;
    if (answer.goto) {
      location.assign(answer.goto);
      return;
    }
    const wrong = fields.find((field) => field.name === answer.field);
    tell(wrong ? "" : words(error, began));
    if (wrong) mark(wrong, words(error));
    else button.focus();
  };

  const press = async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    stopWaiting();
    fields.forEach(unmark);
    button.setAttribute("aria-disabled", "true");
    tell(says.wait, false);
    let began = 0;
    try {
      const { token, options } = await ask();
      began = Date.now();
      const given = { publicKey: forBrowser(options) };
      const credential = await (isNew ? navigator.credentials.create(given) : navigator.credentials.get(given));
      tell(says.wait, false);
      await send(token, credential);
    } catch (error) {
      fail(error, began);
      button.removeAttribute("aria-disabled");
      offer();
    }
  };

  // Offers passkeys among the addresses that the browser would fill in, where it can; asked anew before it is too old.
  // Not before somebody turns to the form: asking sets a cookie, and a page that is only read sets none.
  let isTurnedTo = false;
  const offer = async () => {
    const can = PublicKeyCredential.isConditionalMediationAvailable;
    if (!isTurnedTo || dataset.passkey !== "sign-in" || document.visibilityState !== "visible" || !can) return;
    const mine = new AbortController();
    let chosen = null;
    try {
      if (!(await can.call(PublicKeyCredential))) return;
      stopWaiting();
      waiting = mine;
      const { token, options } = await ask();
      if (mine.signal.aborted) return;
      askedAt = Date.now();
      timer = setTimeout(offer, ASKED_ANEW);
      const given = { publicKey: forBrowser(options), mediation: "conditional", signal: mine.signal };
      chosen = await navigator.credentials.get(given);
      clearTimeout(timer);
      await send(token, chosen);
    } catch (error) {
      if (chosen) tell(words(error)); // else ended by ourselves, or nothing chosen: not a word
    }
  };

  button.hidden = false;
  for (const without of part.querySelectorAll("[data-passkey-without]")) without.hidden = true;
  if (part instanceof HTMLFormElement) part.addEventListener("submit", press);
  else button.addEventListener("click", press);
  // Hidden, the question is left as it is: the phone's own window may be what hides the page.
  document.addEventListener("visibilitychange", () => {
    if (Date.now() - askedAt >= ASKED_ANEW) offer();
  });
  // A page that comes back by the Back button has a question that was answered.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    button.removeAttribute("aria-disabled");
    tell("");
    offer();
  });
  const turnTo = () => {
    if (isTurnedTo) return;
    isTurnedTo = true;
    offer();
  };
  for (const turning of ["focusin", "pointerdown"]) document.querySelector("main").addEventListener(turning, turnTo);
};

if (known) for (const part of parts) setUp(part);
