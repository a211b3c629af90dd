// The button Material sets on a code block stands in a nav without a name: one landmark a block, which cannot be told apart.
const nameButtons = () => {
  const english = document.querySelector("article [lang=en], article[lang=en]")
  document.querySelectorAll("nav.md-code__nav").forEach((nav, at) => {
    const name = `${english ? "Code" : "代码"} ${at + 1}`
    if (nav.getAttribute("aria-label") !== name) nav.setAttribute("aria-label", name)
  })
}
nameButtons()
new MutationObserver(nameButtons).observe(document.body, { childList: true, subtree: true })
