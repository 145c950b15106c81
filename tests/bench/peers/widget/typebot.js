// As its documentation shows it. The bot itself is fetched when the bubble is opened.
import Typebot from "@typebot.io/js/web";

Typebot.initBubble({ typebot: "demo", apiHost: location.origin });
