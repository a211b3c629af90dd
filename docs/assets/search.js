// Search in Chinese, in the reader's browser, from a web server and from a folder alike.
//
// Material's search is kept as it is shown and used: the field, the keys, the list of results. Only what answers it is ours.
// Material asks a worker, which browsers do not start from a folder, and which looks up words, which Chinese does not part.
// Loaded before Material, this script stands in for that worker: it speaks the same messages, and looks for what was typed, as it
// stands, in everything the site says (search/pages.js, written by tools/duty_site/search_data.py, read when somebody searches).
"use strict"

globalThis.lishiSearch = (() => {
  // ---- folding: as `lishi_duties.text.fold` -------------------------------------------------------------------------------

  const MARKS = /[，。、？！：；“”（）《》 ]+/g
  const NO_WORD = /[^\p{L}\p{N}]+/gu
  const NO_WORD_IN_LINE = /[^\p{L}\p{N}\n]+/gu
  const PLAIN = /^[\0-\x7f\u3000-\u9fff]*$/ // has no other case than ASCII's
  const DOTLESS = "ı" // is no i, though its capital is I

  /** What Python calls casefold: ß is ss, and every sigma the same. */
  function caseless(text) {
    if (PLAIN.test(text)) return text.toLowerCase()
    return Array.from(text, (char) => (char === DOTLESS ? char : char.toLowerCase().toUpperCase().toLowerCase())).join("")
  }

  /** What is left of a text when width, case, punctuation, spaces and symbols do not count. */
  const fold = (text) => caseless(text.replace(MARKS, "").normalize("NFKC")).replace(NO_WORD, "")

  /** Like `fold`, but line ends stay: what they part is no word. */
  const foldLines = (text) => caseless(text.replace(MARKS, "").normalize("NFKC")).replace(NO_WORD_IN_LINE, "")

  /** A function that puts single characters in place of others. */
  function translator(from, to) {
    const others = Array.from(to)
    const table = new Map(Array.from(from, (char, place) => [char, others[place]]))
    return (text) => Array.from(text, (char) => table.get(char) ?? char).join("")
  }

  // ---- looking for words --------------------------------------------------------------------------------------------------

  const BETWEEN_WORDS = /[\s，。、；！？,;!?]+/ // a full stop or a hyphen may stand inside a word: 4.5, PM2.5, by_department
  const DUTY = /^duties\/([BCR]\d+)\/$/
  const ID = /^([bcr])0*([1-9]\d*)$/
  const OF_THE_LIST = /^(departments|categories|lists)\//
  const TOPICS = "dispatch/directory/" // its headings are matters on no list
  const BESIDE = new Set(["wordings", "related"]) // anchors of what people say for a duty, and of other duties: not its own text
  const LATIN = /^[a-z0-9]+$/

  // what a word counts in each place
  const EXACT_ID = 1000
  const TITLE = 60
  const HEADING = 20
  const TOPIC = 3
  const TEXT = 8 // in the text of a duty
  const REPEATED = 4 // where departments, sections and lists repeat it
  const ASIDE = 2 // in what stands beside it
  const EXPLAINED = 1.5 // in what is told about the list and the package
  const TOGETHER = 10 // for all words in one section

  // the share of it that counts
  const TERM = 0.5 // of an official term that a spoken word stands for
  const INSIDE = 0.03 // of a word inside a longer Latin word: APP in apply

  /** What each word of a query stands for, with its weight: itself, a duty's id, a department, official terms. */
  function wordsOf(query, { departments, terms }, simplified) {
    const parts = simplified(query.normalize("NFKC")).split(BETWEEN_WORDS)
    const words = new Set(parts.map(fold).filter(Boolean))
    return Array.from(words, (word) => {
      const forms = new Map([[word, 1]])
      const id = ID.exec(word)
      if (id) forms.set(id[1] + id[2].padStart(3, "0"), 1)
      if (Object.hasOwn(departments, word)) forms.set(departments[word], 1)
      for (const term of Object.hasOwn(terms, word) ? terms[word] : []) if (!forms.has(term)) forms.set(term, TERM)
      return [...forms]
    })
  }

  /** How often a form stands in a folded text; nobody cares beyond twenty. */
  function count(text, form) {
    let times = 0
    for (let at = text.indexOf(form); at >= 0 && times < 20; at = text.indexOf(form, at + form.length)) times++
    return times
  }

  /** What being in a title, or a heading, is worth: more at its beginning, more the greater the part of it. */
  function named(name, folded, form) {
    const at = folded.indexOf(form)
    if (at < 0) return 0
    const share = LATIN.test(form) && !new RegExp(`(^|[^a-z0-9])${form}([^a-z0-9]|$)`, "i").test(name) ? INSIDE : 1
    return share * (at === 0 ? 1.1 : 1) * (1 + form.length / folded.length)
  }

  /** What a word in a section's text counts. */
  function weight(path, anchor) {
    if (DUTY.test(path)) return BESIDE.has(anchor) ? ASIDE : TEXT
    return OF_THE_LIST.test(path) ? REPEATED : EXPLAINED
  }

  /** All pages, folded, ready to be asked. */
  class Pages {
    constructor(data) {
      this.data = data
      this.simplified = translator(...data.traditional)
      this.pages = data.pages.map(([path, title, sections]) => ({
        path,
        title,
        id: DUTY.exec(path)?.[1].toLowerCase(),
        folded: fold(title),
        sections: sections.map(([anchor, heading, text]) => ({
          location: anchor ? `${path}#${anchor}` : path,
          heading,
          text,
          weight: weight(path, anchor),
          headed: path === TOPICS ? TOPIC : HEADING,
          foldedHeading: fold(heading),
          folded: foldLines(text),
        })),
      }))
      this.headings = new Map() // on how many pages each heading stands: what stands on all of them tells nothing
      for (const page of this.pages)
        for (const heading of new Set(page.sections.map((section) => section.foldedHeading)))
          this.headings.set(heading, (this.headings.get(heading) ?? 0) + 1)
      const length = this.pages.reduce((sum, page) => sum + page.sections.reduce((all, { folded }) => all + folded.length, 0), 0)
      this.usual = Math.max(1, length / this.pages.reduce((sum, page) => sum + page.sections.length, 0))
    }

    /** The pages in which every word of a query stands, best first, each a group of what Material shows. */
    find(query) {
      const words = wordsOf(query, this.data, this.simplified)
      if (!words.length) return []
      let candidates = this.pages.map((page) => {
        const none = page.sections.map(() => 0)
        return { page, score: 0, sections: none, words: [...none] } // what each section counts, how many of the words it holds
      })
      for (const forms of words) {
        const held = candidates.map((candidate) => this.#worth(candidate, forms))
        const rarity = Math.log(1 + this.pages.length / (1 + held.filter(Boolean).length))
        candidates = candidates.filter((candidate, place) => {
          if (held[place]) add(candidate, held[place], rarity)
          return held[place]
        })
      }
      if (words.length > 1)
        for (const candidate of candidates) if (candidate.words.includes(words.length)) candidate.score += TOGETHER
      const forms = words.map((word) => word.map(([form]) => form))
      return candidates.sort((a, b) => b.score - a.score).map((candidate) => group(candidate, forms))
    }

    /** What a word is worth on a page and in each of its sections; null where it does not stand there. */
    #worth({ page }, forms) {
      let title = 0
      const sections = page.sections.map(() => 0)
      for (const [form, weight] of forms) {
        if (page.id === form) title = EXACT_ID
        title = Math.max(title, weight * TITLE * named(page.title, page.folded, form))
        page.sections.forEach((section, place) => {
          sections[place] = Math.max(sections[place], weight * this.#inSection(section, form))
        })
      }
      const best = Math.max(...sections)
      return title || best ? { score: title + best, sections } : null
    }

    #inSection(section, form) {
      const often = section.folded.includes(form) ? count(section.folded, form) : 0
      const text = often / (often + 0.5 + (0.5 * section.folded.length) / this.usual)
      const heading = named(section.heading, section.foldedHeading, form) / this.headings.get(section.foldedHeading)
      return section.headed * heading + section.weight * text
    }
  }

  function add(candidate, { score, sections }, rarity) {
    candidate.score += rarity * score
    sections.forEach((worth, place) => {
      if (!worth) return
      candidate.sections[place] += rarity * worth + TOGETHER * candidate.words[place]
      candidate.words[place]++
    })
  }

  // ---- results, in the form Material shows --------------------------------------------------------------------------------

  const UNFOLDED = 2 // sections of a page that are not folded away
  const BEFORE = 24
  const SNIPPET = 110 // characters
  const MARKED = 10 // ways of writing the words
  const LOOKED_AT = 20 // sections, for what a whole page has of them

  /** A page or a section that was found. What costs time is made when Material shows it. */
  class Item {
    constructor(location, score, words, title, text, more = []) {
      Object.assign(this, { location, score })
      this.made = { words, title, text, more }
    }

    get title() {
      const { title, words } = this.made
      return marked(title, hits(title, words).ranges)
    }

    get text() {
      return snippet(this.made.text, this.made.words)
    }

    /** What was found, as the page writes it: marked on the page that is opened. */
    get terms() {
      const { words, title, text, more } = this.made
      const marks = [title, text, ...more].flatMap((part) => hits(part, words).ranges.map(([from, to]) => part.slice(from, to)))
      const terms = new Set(marks.map((term) => term.toLowerCase()))
      return Object.fromEntries([...terms].slice(0, MARKED).map((term) => [term, true]))
    }
  }

  /** A page with its sections. The page itself comes first where its title or its opening is what was looked for. */
  function group({ page, score, sections }, words) {
    const [opening, ...rest] = page.sections.map((section, place) => ({ ...section, score: sections[place] }))
    const matching = rest.filter((section) => section.score > 0).sort((a, b) => b.score - a.score)
    const best = matching[0]?.score ?? 0
    const titled = words.some((forms) => forms.some((form) => page.folded.includes(form) || page.id === form))
    const first = titled || opening.score >= best
    const more = matching.slice(0, LOOKED_AT).flatMap(({ heading, text }) => [heading, text])
    const parent = new Item(page.path, first ? score : 0, words, page.title, opening.text, more)
    const items = matching.map(({ location, heading, text }, place) => {
      const weight = first ? 0 : place < UNFOLDED ? score : score / 2 // Material folds away what counts less than the first
      return new Item(location, weight, words, heading, text)
    })
    return first ? [parent, ...items] : [...items, parent]
  }

  const lengths = new Map() // what single characters fold to

  function folded(char) {
    let form = lengths.get(char)
    if (form === undefined) lengths.set(char, (form = foldLines(char)))
    return form
  }

  /** Where words stand in a text as it is written: ranges in order, none touching another, and the words at each place. */
  function hits(text, words) {
    const places = []
    let all = ""
    let at = 0
    for (const char of text) {
      const form = folded(char)
      for (let unit = 0; unit < form.length; unit++) places.push([at, at + char.length])
      all += form
      at += char.length
    }
    const matches = []
    words.forEach((forms, word) => {
      for (const form of forms)
        for (let from = all.indexOf(form); from >= 0; from = all.indexOf(form, from + form.length))
          matches.push([places[from][0], places[from + form.length - 1][1], word])
    })
    matches.sort((a, b) => a[0] - b[0] || b[1] - a[1])
    const ranges = []
    for (const [from, to] of matches) {
      const last = ranges.at(-1)
      if (last && from < last[1]) last[1] = Math.max(last[1], to)
      else ranges.push([from, to])
    }
    return { ranges, matches }
  }

  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }
  const escaped = (text) => text.replace(/[&<>"']/g, (char) => ESCAPES[char])

  /** Text as HTML; where the ranges are, it is marked. */
  function marked(text, ranges, from = 0, to = text.length) {
    let html = ""
    let at = from
    for (const [begin, end] of ranges) {
      if (end <= at || begin >= to) continue
      html += oneLine(text.slice(at, Math.max(at, begin)))
      at = Math.min(end, to)
      html += `<mark>${oneLine(text.slice(Math.max(begin, from), at))}</mark>`
    }
    return html + oneLine(text.slice(at, to))
  }

  /** Cells and paragraphs stand in one line, parted by a dot where no full stop parts them. */
  const oneLine = (text) => escaped(text.replace(/([。；：！？])\n/g, "$1 ").replace(/\n/g, " · "))

  /** The stretch of a text in which most of the words stand, or its beginning. */
  function snippet(text, words) {
    const { ranges, matches } = hits(text, words)
    let best = 0
    let most = 0
    for (const [begin] of matches.slice(0, 200)) {
      const near = matches.filter(([from, to]) => from >= begin && to <= begin + SNIPPET - BEFORE)
      const different = new Set(near.map(([, , word]) => word)).size
      if (different > most) [best, most] = [begin, different]
    }
    const from = beginning(text, best)
    const to = whole(text, Math.min(text.length, from + SNIPPET))
    return (from ? "…" : "") + marked(text, ranges, from, to) + (to < text.length ? "…" : "")
  }

  /** Where to begin, so that a hit has something before it: behind a full stop or a cell's end where there is one. */
  function beginning(text, hit) {
    const earliest = Math.max(0, hit - BEFORE)
    if (!earliest) return 0
    const stop = /[。；！？\n][^。；！？\n]*$/.exec(text.slice(earliest, hit))
    return stop ? earliest + stop.index + 1 : whole(text, earliest)
  }

  /** A place that cuts no character in two. */
  const whole = (text, at) => (/[\udc00-\udfff]/.test(text[at] ?? "") ? at - 1 : at)

  return {
    fold,
    translator,
    /** Called by search/pages.js. */
    load(data) {
      this.pages = new Pages(data)
    },
    pages: undefined,
  }
})()

if (typeof document !== "undefined") {
  // ---- in Material's place of a worker ------------------------------------------------------------------------------------

  const SETUP = 0
  const READY = 1
  const QUERY = 2
  const RESULT = 3
  const UNREAD = "没有读到检索用的数据，请重新打开本页再试"

  const { base, search } = JSON.parse(document.getElementById("__config").textContent)
  let loading

  /** Everything the site says; read once, and again where that failed. */
  function pages() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script")
      script.src = new URL("search/pages.js", new URL(base, location))
      script.onload = () => (lishiSearch.pages ? resolve(lishiSearch.pages) : script.onerror())
      script.onerror = () => {
        loading = undefined
        reject(new Error(`${script.src} was not read`))
      }
      document.head.append(script)
    })
    return loading
  }

  class SearchWorker extends EventTarget {
    #asked = 0

    async postMessage({ type, data }) {
      if (type === SETUP) this.#answer({ type: READY })
      if (type !== QUERY) return
      const asked = ++this.#asked
      try {
        const items = data.trim() ? (await pages()).find(data) : []
        if (asked === this.#asked) this.#answer({ type: RESULT, data: { items } })
      } catch (error) {
        console.error(error)
        document.querySelector(".md-search-result__meta").textContent = UNREAD
      }
    }

    terminate() {}

    /** Later, as a worker would: who asks is not ready to hear at once. */
    #answer(data) {
      setTimeout(() => this.dispatchEvent(new MessageEvent("message", { data })))
    }
  }

  window.Worker = new Proxy(window.Worker, {
    construct: (Native, given) => (String(given[0]) === search ? new SearchWorker() : new Native(...given)),
  })

  // Material reads the field when a key comes up. Characters chosen with the mouse or a finger, pasted or cleared bring no key.
  const field = document.querySelector("[data-md-component=search-query]")
  field?.closest("[role=dialog]").setAttribute("aria-label", field.getAttribute("aria-label")) // it has no name of its own
  const read = () => field.dispatchEvent(new Event("keyup"))
  field?.addEventListener("input", read)
  field?.form.addEventListener("reset", () => setTimeout(read))
  field?.addEventListener("focus", () => pages().catch(() => {}), { once: true })
}

if (typeof module !== "undefined") module.exports = globalThis.lishiSearch
