// Does a little work for whoever signs, while she types, so that a program that signs a thousand times has a
// thousand times that work. It never stands in the way: whatever fails, the form is sent without.
const field = document.querySelector("input[data-proof-from]");
const LONGEST_WAIT = 4000; // milliseconds after the press
const QUICKEST = 2100; // sooner than this after the first key nobody is done, says the server
const GROWS_OLD = 15 * 60 * 1000; // the server takes a proof for twenty minutes

const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let work = null;
let begunAt = 0;

const solved = (challenge) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(field.dataset.proofWorker);
    worker.addEventListener("message", (event) => {
      worker.terminate();
      resolve(event.data);
    });
    worker.addEventListener("error", reject);
    worker.postMessage(challenge);
  });

const fetchAndSolve = async () => {
  const answer = await fetch(field.dataset.proofFrom, { cache: "no-store" });
  if (!answer.ok) return;
  const challenge = await answer.json();
  const [proof] = await Promise.all([solved(challenge), after(QUICKEST)]);
  field.value = proof;
};

const begin = () => {
  if (work && Date.now() - begunAt < GROWS_OLD) return;
  field.value = "";
  begunAt = Date.now();
  work = fetchAndSolve().catch(() => {});
};

const sendWhenReady = async (event) => {
  const { form } = field;
  begin();
  if (field.value || form.dataset.goes) return;
  event.preventDefault();
  if (form.dataset.waits) return;
  form.dataset.waits = "yes";
  const said = form.querySelector("[data-proof-said]");
  if (said) {
    said.hidden = false;
    said.textContent = said.dataset.proofWait;
  }
  await Promise.race([work, after(LONGEST_WAIT)]);
  if (said) said.hidden = true;
  delete form.dataset.waits;
  form.dataset.goes = "yes"; // whatever came of it, now it goes
  form.submit();
};

if (field) {
  field.value = "";
  field.form.addEventListener("input", begin);
  field.form.addEventListener("submit", sendWhenReady);
  // A page that comes back by the Back button has a proof that was used.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    work = null;
    field.value = "";
    delete field.form.dataset.goes;
  });
  // What came back with a mistake is filled in already: begin at once.
  if (document.querySelector(".error-summary")) begin();
}
