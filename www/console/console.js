// What every page of the console has besides its HTML: moments in the reader's own time zone, and on
// a phone a menu that shows where one is.
const written = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: "medium",
  timeStyle: "short",
});

/** Writes the moments inside an element. */
export const localise = (within) => {
  for (const time of within.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    // A day alone is a day everywhere; what says how long ago it was stays as it is.
    const isMoment = time.dateTime.includes("T") && !("ago" in time.dataset);
    if (isMoment && !Number.isNaN(at.valueOf())) {
      time.textContent = written.format(at);
    }
  }
};

localise(document);

const here = document.querySelector(".side nav [aria-current]");
const menu = here?.closest("nav");
if (menu && menu.scrollWidth > menu.clientWidth) {
  menu.scrollLeft = here.offsetLeft - (menu.clientWidth - here.offsetWidth) / 2;
}
