// The box to answer in: canned replies by their short cuts, and the newest message in view.

document.documentElement.classList.add("has-script");

const log = document.querySelector(".log");
const text = document.getElementById("text");
const canned = document.getElementById("canned");

const toTheEnd = () => log?.scrollTo({ top: log.scrollHeight });
let isAtEnd = true;
log?.addEventListener("scroll", () => {
  isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
});
// Who reads further up is left there.
document.addEventListener("saludo:new-lines", () => isAtEnd && toTheEnd());
toTheEnd();
// Pictures that arrive make the list longer.
log?.addEventListener("load", () => isAtEnd && toTheEnd(), true);

/** Letters as they are compared: without case and accents. */
const fold = (word) => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const texts = new Map(
  [...(canned?.options ?? [])]
    .filter((option) => option.value)
    .map((option) => [fold(option.value), option.dataset.text]),
);

const put = (from, to, words) => {
  text.setRangeText(words, from, to, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
};

text?.addEventListener("input", (event) => {
  if (event.isComposing || event.data !== " ") return;
  const end = text.selectionStart;
  const typed = /(?:^|\s)\/([\p{L}\p{N}-]+) $/u.exec(text.value.slice(0, end));
  const words = typed && texts.get(fold(typed[1]));
  if (words) put(end - typed[1].length - 2, end, words);
});

canned?.addEventListener("change", () => {
  const words = texts.get(fold(canned.value));
  if (words) {
    const isWord = text.selectionStart > 0 && !/\s/.test(text.value[text.selectionStart - 1]);
    put(text.selectionStart, text.selectionEnd, isWord ? ` ${words}` : words);
  }
  canned.value = "";
  text.focus();
});

// A message is sent by the keys that send one elsewhere.
text?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    text.form.querySelector("[value=reply]").click();
  }
});
