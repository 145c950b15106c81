// The phone page works without this file. With it, sending does not reload the page and news appear by themselves.
"use strict";

const chat = document.getElementById("chat");
const scroll = document.getElementById("scroll");
const trouble = document.getElementById("trouble");
const textarea = document.querySelector(".composer textarea");

const FORMATS = {
  time: { hour: "2-digit", minute: "2-digit" },
  day: { weekday: "long", day: "numeric", month: "long" },
  moment: { weekday: "short", hour: "2-digit", minute: "2-digit" },
};

// The server writes UTC; people read their own time.
function localTimes(root) {
  for (const time of root.querySelectorAll("time[data-as]")) {
    const format = new Intl.DateTimeFormat(undefined, FORMATS[time.dataset.as]);
    time.textContent = format.format(new Date(time.dateTime));
  }
}

function toTheEnd() {
  scroll.scrollTop = scroll.scrollHeight;
}

function draw(html) {
  const near = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
  const open = [...chat.querySelectorAll("details[open]")].map((list) => list.dataset.open);
  chat.innerHTML = html;
  for (const list of chat.querySelectorAll("details")) list.open = open.includes(list.dataset.open);
  localTimes(chat);
  if (near) toTheEnd();
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function follow() {
  let version = chat.dataset.version;
  for (;;) {
    try {
      const answer = await fetch(`${chat.dataset.news}&after=${version}`);
      if (answer.status === 200) {
        version = answer.headers.get("x-version");
        draw(await answer.text());
      } else if (answer.status !== 204) {
        await pause(1000);
      }
    } catch {
      await pause(1000);
    }
  }
}

function grow() {
  textarea.style.height = "auto";
  textarea.style.height = `${textarea.scrollHeight + 2}px`;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("say" in form.dataset)) return;
  event.preventDefault();
  const data = new URLSearchParams(new FormData(form, event.submitter));
  const typed = form.contains(textarea);
  if (typed) {
    if (!textarea.value.trim()) return;
    textarea.value = "";
    grow();
    const here = new URL(location);
    here.searchParams.delete("text");
    history.replaceState(null, "", here);
    textarea.focus();
  } else {
    const list = form.querySelector("details");
    if (list) list.open = false;
  }
  trouble.hidden = true;
  toTheEnd();
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, redirect: "manual", keepalive: true });
    if (answer.type !== "opaqueredirect") throw new Error(await answer.text());
  } catch (error) {
    trouble.textContent = `Not sent: ${error.message}`;
    trouble.hidden = false;
    if (typed) textarea.value = data.get("text");
  }
});

textarea.addEventListener("input", grow);
textarea.addEventListener("keydown", (event) => {
  const touch = matchMedia("(pointer: coarse)").matches;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !touch) {
    event.preventDefault();
    textarea.form.requestSubmit();
  }
});

localTimes(document);
grow();
toTheEnd();
if (textarea.value) textarea.focus();
follow();
