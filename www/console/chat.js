// The box to answer in: canned replies by their short cuts, and the newest message in view. The box
// may come while the page is looked at, so events are taken where they arrive.

document.documentElement.classList.add("has-script");

const log = document.querySelector(".log");

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

/** The words that a short cut stands for. */
const wordsOf = (shortcut) => {
  const options = [...(document.getElementById("canned")?.options ?? [])];
  const wanted = fold(shortcut);
  return options.find((option) => option.value && fold(option.value) === wanted)?.dataset.text;
};

document.addEventListener("input", (event) => {
  const text = event.target;
  if (text.id !== "text" || event.isComposing || event.data !== " ") return;
  const end = text.selectionStart;
  const typed = /(?:^|\s)\/([\p{L}\p{N}-]+) $/u.exec(text.value.slice(0, end));
  const words = typed && wordsOf(typed[1]);
  if (words) text.setRangeText(`${words} `, end - typed[1].length - 2, end, "end");
});

document.addEventListener("change", (event) => {
  const canned = event.target;
  if (canned.id !== "canned") return;
  const text = canned.form.elements.text;
  const words = wordsOf(canned.value);
  if (words) {
    const { value, selectionStart: from, selectionEnd: to } = text;
    const isAfterWord = from > 0 && !/\s/.test(value[from - 1]);
    text.setRangeText(isAfterWord ? ` ${words}` : words, from, to, "end");
  }
  canned.value = "";
  text.focus();
});

// A message is sent by the keys that send one elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "text" || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.target.form.querySelector("[value=reply]").click();
});
