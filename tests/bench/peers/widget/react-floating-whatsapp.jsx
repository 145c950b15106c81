// As its documentation shows it, in a page that has no React of its own.
import { createRoot } from "react-dom/client";
import { FloatingWhatsApp } from "react-floating-whatsapp";

const place = document.body.appendChild(document.createElement("div"));
createRoot(place).render(<FloatingWhatsApp phoneNumber="15550783881" accountName="Demo" />);
