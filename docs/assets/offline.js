// Opened from a folder, an address that ends in / shows the folder's files rather than its page. So links to such addresses get
// the name of the page's file, at the moment somebody uses them: links that Material writes later are among them.
"use strict"

if (location.protocol === "file:") {
  const named = (link) => {
    const url = new URL(link.getAttribute("href"), document.baseURI)
    if (url.protocol !== "file:" || !url.pathname.endsWith("/")) return
    url.pathname += "index.html"
    link.setAttribute("href", url.href)
  }
  const used = ({ target }) => {
    const link = target instanceof Element && target.closest("a[href]")
    if (link) named(link)
  }
  for (const type of ["click", "auxclick", "contextmenu", "dragstart"]) document.addEventListener(type, used, true)
  document.querySelectorAll("link[rel=prev], link[rel=next]").forEach(named) // Material's keys p and n
}
