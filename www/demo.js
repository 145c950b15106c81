// Languages of the demo page: `?lang=es` translates it and asks for the bubble in that language.
// A real shop writes `?lang=` into its one line itself and needs none of this.
(() => {
  const texts = {
    es: {
      pieces: "Piezas", studio: "El taller", title: "Cerámica para cada día",
      lead: "Torneada, esmaltada y cocida a mano en series pequeñas. Abrimos un horno nuevo el primer viernes de cada mes.",
      see: "Ver las piezas", new: "Del último horno", mug: "Taza Alba", bowl: "Cuenco Cosecha", vase: "Jarrón Marea",
      plate: "Plato Hoja", teapot: "Tetera Lluvia", gone: "Agotada, vuelve pronto", planter: "Maceta Barro",
      hand: "Hecho a cuatro manos", hand_text: "Dos ceramistas, un torno cada quien y un horno compartido. Cada pieza va firmada en la base.",
      use: "Hecho para usarse", use_text: "Esmaltes sin plomo, aptos para lavavajillas y horno. Si se desportilla el primer año, lo reparamos.",
      ask: "Pregunta lo que quieras", ask_text: "Una lista de boda, una tapa perdida, un color del año pasado: escríbenos, la burbuja está en la esquina.",
      foot: "Demo es una tienda imaginaria. Aquí no se vende nada.",
    },
    "pt-BR": {
      pieces: "Peças", studio: "O ateliê", title: "Cerâmica para todo dia",
      lead: "Torneada, esmaltada e queimada à mão em pequenas séries. Uma nova fornada abre na primeira sexta-feira do mês.",
      see: "Ver as peças", new: "Da última fornada", mug: "Caneca Aurora", bowl: "Tigela Colheita", vase: "Vaso Maré",
      plate: "Prato Folha", teapot: "Bule Chuva", gone: "Esgotado, volta em breve", planter: "Cachepô Barro",
      hand: "Feito a quatro mãos", hand_text: "Duas pessoas, um torno para cada uma e um forno dividido. Toda peça é assinada na base.",
      use: "Feito para usar", use_text: "Esmaltes sem chumbo, vão ao forno e à lava-louças. Se lascar no primeiro ano, a gente conserta.",
      ask: "Pergunte o que quiser", ask_text: "Lista de casamento, tampa perdida, uma cor do ano passado: fale com a gente, a bolha está no canto.",
      foot: "Demo é uma loja imaginária. Nada aqui está à venda.",
    },
    de: {
      pieces: "Stücke", studio: "Die Werkstatt", title: "Steinzeug für jeden Tag",
      lead: "In kleinen Serien von Hand gedreht, glasiert und gebrannt. An jedem ersten Freitag im Monat öffnet ein neuer Ofen.",
      see: "Zu den Stücken", new: "Aus dem letzten Brand", mug: "Becher Morgenrot", bowl: "Schale Ernte", vase: "Vase Gezeiten",
      plate: "Teller Blatt", teapot: "Teekanne Regen", gone: "Ausverkauft, bald wieder da", planter: "Pflanztopf Ton",
      hand: "Von vier Händen gemacht", hand_text: "Zwei Menschen, zwei Drehscheiben, ein gemeinsamer Ofen. Jedes Stück ist am Fuß signiert.",
      use: "Zum Benutzen gemacht", use_text: "Bleifreie Glasuren, gut für Spülmaschine und Ofen. Platzt im ersten Jahr etwas ab, reparieren wir es.",
      ask: "Frag uns einfach", ask_text: "Eine Hochzeitsliste, ein fehlender Deckel, eine Farbe vom letzten Jahr: Schreib uns, die Blase ist in der Ecke.",
      foot: "Demo ist ein erfundener Laden. Hier gibt es nichts zu kaufen.",
    },
  };
  const language = new URLSearchParams(location.search).get("lang");
  const text = texts[language];
  if (!text) return;

  // Makes the plain tag below step aside, as if the bubble were there already.
  window.saludo = { open: true };
  addEventListener("load", () => {
    delete window.saludo;
    const tag = document.createElement("script");
    tag.async = true;
    tag.src = "/s/demo/widget.js?lang=" + language;
    document.head.append(tag);
  });

  document.documentElement.lang = language;
  addEventListener("DOMContentLoaded", () => {
    for (const element of document.querySelectorAll("[data-t]"))
      element.textContent = text[element.dataset.t];
    document.title = "Demo · " + text.title;
  });
})();
