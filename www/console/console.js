// What every page of the console has besides its HTML: moments in the reader's own time zone, and on
// a phone a menu that shows where one is.
const written = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: "medium",
  timeStyle: "short",
});
for (const time of document.querySelectorAll("time[datetime]")) {
  const at = new Date(time.dateTime);
  // A day alone is a day everywhere.
  if (time.dateTime.includes("T") && !Number.isNaN(at.valueOf())) {
    time.textContent = written.format(at);
  }
}
const here = document.querySelector(".side nav [aria-current]");
const menu = here?.closest("nav");
if (menu && menu.scrollWidth > menu.clientWidth) {
  menu.scrollLeft = here.offsetLeft - (menu.clientWidth - here.offsetWidth) / 2;
}
