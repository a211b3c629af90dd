// Whose matter a request is, answered in the reader's browser.
//
// The same index as the package's own (lishi_duties/retrieval/dispatch.py and grams.py, which say why each step is as it is),
// written again in JavaScript and compared with it request by request in the tests. Running the package itself under Pyodide
// would take a download of more than 10 MB, a pydantic built for it, and a web server: from a folder it could not start at all.
"use strict"

globalThis.lishiDispatch = (() => {
  const { fold, translator } = globalThis.lishiSearch

  const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u
  const TITLE = 48 // characters of a title that a reason shows

  /** A request nobody can answer: too short or too long. */
  class RequestError extends Error {
    constructor(kind, length) {
      super(`a request of ${length} characters is too ${kind}`)
      Object.assign(this, { kind, length })
    }
  }

  /** A text's characters, as Python counts them: one is one, in whichever plane. */
  const characters = (text) => Array.from(text)

  /** The characters and pairs of neighbouring characters of a folded text; line ends part it. */
  function gramsOf(folded) {
    const chars = characters(folded)
    const pairs = chars.slice(1).map((char, place) => chars[place] + char)
    return new Set([...chars, ...pairs].filter((gram) => !gram.includes("\n")))
  }

  /** How often a gram stands in a text; what overlaps counts once. */
  const count = (text, gram) => text.split(gram).length - 1

  /** The nearest whole number; of two, the even one. */
  function rounded(number) {
    const down = Math.floor(number)
    const rest = number - down
    return rest > 0.5 || (rest === 0.5 && down % 2) ? down + 1 : down
  }

  /** Four decimals, rounded like Python's. Only odd thirty-seconds stand halfway between two such numbers. */
  const toFourDecimals = (number) => ((number * 32) % 2 === 1 ? rounded(number * 1e4) / 1e4 : Number(number.toFixed(4)))

  /** Texts scored by the grams they share with a request: BM25 over single characters and pairs. */
  class GramIndex {
    constructor(texts, typical, settings) {
      const { saturation, lengthWeight } = settings
      const lengths = texts.map((text) => characters(text).length)
      const usual = Math.max(1, lengths.slice(0, typical).reduce((sum, length) => sum + length, 0) / Math.max(1, typical))
      this.settings = settings
      this.norms = lengths.map((length) => saturation * (1 - lengthWeight + (lengthWeight * length) / usual))
      this.all = texts.join("\n")
      this.ends = []
      let end = 0
      for (const text of texts) this.ends.push((end += text.length + 1))
      this.weights = new Map()
    }

    /** For each text what the grams count there, all together, in units of 1 / `settings.unit`. */
    scores(grams) {
      const totals = this.norms.map(() => 0)
      for (const gram of grams) {
        let weights = this.weights.get(gram)
        if (!weights) this.weights.set(gram, (weights = this.#weigh(gram)))
        for (const [place, weight] of weights) totals[place] += weight
      }
      return totals
    }

    #weigh(gram) {
      const { unit, singleWeight, dense } = this.settings
      const counts = this.#count(gram)
      const rarity = Math.log(1 + (this.norms.length - counts.size + 0.5) / (counts.size + 0.5))
      const scale = unit * rarity * (characters(gram).length === 1 ? singleWeight : 1)
      const norms = this.norms
      return counts.size <= dense
        ? Array.from(counts, ([place, often]) => [place, rounded((scale * often) / (often + norms[place]))])
        : Array.from(counts, ([place, often]) => [place, Math.floor(scale * (often / (often + norms[place])) + 0.5)])
    }

    /** How often each text holds a gram, those that overlap counted each. */
    #count(gram) {
      const counts = new Map()
      let place = 0
      for (let at = this.all.indexOf(gram); at >= 0; at = this.all.indexOf(gram, at + 1)) {
        while (at >= this.ends[place]) place++
        counts.set(place, (counts.get(place) ?? 0) + 1)
      }
      return counts
    }
  }

  /** A duty list and the dispatch directory, ready to be asked. */
  class Dispatcher {
    constructor(data) {
      this.data = data
      this.simplified = translator(...data.traditional)
      this.texts = [...data.duties, ...data.topics].map(({ text }) => text)
      this.index = new GramIndex(this.texts, data.duties.length, data.settings)
      this.idle = new RegExp(data.idle.join("|") || "(?!)", "gu") // letters and digits only: nothing to escape
      this.idleWords = new Set(data.idle)
    }

    /**
     * The answer to a request. `assignments` are best first, and none where nothing on the list fits; then `topic` is what it
     * seems to be about, where that is known. `directory` is "own" or "borrowed". Throws a RequestError where it is too short or
     * too long.
     */
    dispatch(request, limit = 5) {
      const { settings, duties, topics, directory } = this.data
      const length = characters(request).length
      if (length > settings.most) throw new RequestError("long", length)
      const said = characters(fold(request)).length
      if (said < settings.least) throw new RequestError("short", said)

      const text = this.simplified(request)
      const parts = text.split(BETWEEN_WORDS).map(fold).filter(Boolean)
      const grams = this.#grams(fold(text))
      const totals = this.index.scores(grams)
      const offList = topics.length ? Math.max(...totals.slice(duties.length)) : 0
      const topic = totals.indexOf(offList, duties.length) - duties.length
      const order = duties.map((_, place) => place).sort((a, b) => totals[b] - totals[a] || a - b)
      const best = order.slice(0, limit)
      const top = best.length ? totals[best[0]] / settings.unit : 0
      let against = offList / settings.unit + Math.min(settings.margin, settings.marginOfAGram * grams.size)
      if (this.data.places.some((place) => text.includes(place))) against += settings.elsewhere * top * Math.min(1, settings.short / (grams.size || 1))
      if (top <= against) {
        const known = topics.length && offList / settings.unit > settings.topic
        return { request, assignments: [], topic: known ? topics[topic].name : null, directory }
      }
      const assignments = []
      for (const place of best) {
        const score = totals[place] / settings.unit
        if (score >= settings.keep * top) assignments.push(this.#assignment(place, score / (score + against), grams, parts))
      }
      return { request, assignments, topic: null, directory }
    }

    /** The grams of a request without its idle words; with them where nothing else is left. */
    #grams(folded) {
      const told = folded.replace(this.idle, "\n")
      const left = characters(told.replaceAll("\n", "")).length
      return gramsOf(left >= this.data.settings.least ? told : folded)
    }

    #assignment(place, score, grams, parts) {
      const duty = this.data.duties[place]
      const { id, kind, number, title, townTasks = [] } = duty
      const lead = kind === "basic" ? [this.data.town] : this.#lead(duty, grams)
      const townRole = { basic: "responsible", cooperative: "assists", reclaimed: "none" }[kind]
      const matched = this.#matched(this.texts[place], parts)
      const reason = this.#reason(duty, lead)
      return { id, kind, number, title, score: toFourDecimals(score), lead, townRole, townTasks, matched, reason }
    }

    /** One line a dispatcher can read out. */
    #reason({ kind, number, title, discontinued }, lead) {
      const { kinds, town } = this.data
      const chars = characters(title)
      const short = chars.length <= TITLE ? title.replace(/。+$/, "") : chars.slice(0, TITLE - 1).join("") + "…"
      const where = `${kinds[kind]}清单第${number}项：${short}`
      const leaders = lead.join("、")
      if (discontinued) return `${discontinued.replace(/。+$/, "")}（${where}）`
      if (kind === "reclaimed") return `已由${leaders}承接，${town}不再办理（${where}）`
      return kind === "cooperative" ? `${leaders}牵头，${town}配合（${where}）` : `${town}负责（${where}）`
    }

    /** The longest stretches of a request each two neighbouring characters of which stand together in a duty's text. */
    #matched(text, parts) {
      const runs = new Set()
      for (const part of parts.map(characters)) {
        let start = 0
        while (start < part.length - 1) {
          let end = start + 1
          while (end < part.length && text.includes(part[end - 1] + part[end])) end++
          const run = part.slice(start, end).join("")
          if (end - start > 1 && !this.idleWords.has(run)) runs.add(run)
          start = end
        }
      }
      return [...runs]
    }

    /** The departments of a duty whose tasks and wordings the request touches most. */
    #lead({ text, leads = [] }, grams) {
      const names = leads.map(([name]) => name)
      if (names.length < 2) return names
      const { leads: share, wording } = this.data.settings
      const lines = text.split("\n")
      const texts = leads.map(([name, tasks, wordings]) => {
        const pointing = [...wordings.map((line) => lines[line]), fold(name)]
        return [...tasks.map((line) => lines[line]), ...Array(wording).fill(pointing).flat()].join("\n")
      })
      const scores = names.map(() => 0)
      for (const gram of grams) {
        const counts = texts.map((told) => count(told, gram))
        const holders = counts.filter(Boolean).length
        if (!holders) continue
        const weight = characters(gram).length * Math.log(1 + names.length / holders)
        counts.forEach((often, place) => (scores[place] += (weight * often) / (often + 2)))
      }
      const best = Math.max(...scores)
      if (best <= 0) return [names[0]]
      const order = names.map((_, place) => place).sort((a, b) => scores[b] - scores[a] || a - b)
      return order.filter((place) => scores[place] >= share * best).map((place) => names[place])
    }
  }

  return {
    RequestError,
    dispatcher: undefined,
    /** Called by dispatch-data.js. */
    load(data) {
      this.dispatcher = new Dispatcher(data)
    },
  }
})()

if (typeof document !== "undefined") {
  // ---- the page -----------------------------------------------------------------------------------------------------------

  const DELAY = 300 // ms without a key before what stands in the field is answered
  const OTHERS = 4 // possibilities besides the best

  const root = new URL("..", document.currentScript.src)
  const form = document.getElementById("dispatch")
  const field = document.getElementById("dispatch-request")
  const status = document.getElementById("dispatch-status")
  const answer = document.getElementById("dispatch-answer")

  /** An element; children are elements or plain text. */
  function element(tag, attributes, ...children) {
    const made = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    made.append(...children)
    return made
  }

  const link = (path, text) => element("a", { href: new URL(path, root).href }, text)
  const dutyLink = ({ id, title }) => link(`duties/${id}/`, `${id} ${title.replace(/。+$/, "")}`)

  /** Things one after another, in one line. */
  const listed = (all) => all.flatMap((one, place) => (place ? ["、", one] : [one]))

  /** The departments that lead, each a link. */
  const leaders = ({ lead }) => listed(lead.map((name) => link(`departments/${encodeURIComponent(name)}/`, name)))

  /** What is told of an assignment: a name and its value a line. */
  function facts(assignment, town) {
    const { townRole, townTasks, lead, matched, score } = assignment
    const tasks = townTasks.length ? [element("ol", {}, ...townTasks.map((task) => element("li", {}, task)))] : []
    const roles = {
      responsible: [["负责", [town]]],
      assists: [["牵头", leaders(assignment)], [town, ["配合", ...tasks]]],
      none: [["承接", lead.length ? leaders(assignment) : ["不再开展，没有承接部门"]], [town, ["不再办理"]]],
    }
    const words = matched.length ? listed(matched.map((run) => element("mark", {}, run))) : ["只有单个的字"]
    const rows = [...roles[townRole], ["相符的字句", words], ["分数", [score.toFixed(2)]]]
    const lines = rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, ...value)))
    return element("dl", { class: "dispatch-facts" }, ...lines)
  }

  /** Who does what, in a line. */
  function who(assignment, town) {
    const { lead, townRole } = assignment
    if (townRole === "responsible") return [`${town}负责`]
    if (townRole === "assists") return [...leaders(assignment), `牵头，${town}配合`]
    return lead.length ? ["已由", ...leaders(assignment), `承接，${town}不再办理`] : ["不再开展"]
  }

  function other(assignment, town) {
    const line = element("span", {}, ...who(assignment, town), ` · ${assignment.score.toFixed(2)}`)
    return element("li", {}, dutyLink(assignment), line)
  }

  /** Show an answer: one line and the duty, which are read out, and all the rest, which is not. */
  function show(line, head = [], rest = []) {
    const found = head.length ? " dispatch-status--found" : ""
    status.replaceChildren(...(line ? [element("p", { class: `dispatch-status${found}` }, line), ...head] : []))
    answer.replaceChildren(...rest)
  }

  function showAnswer({ assignments, topic }, { town, edition }) {
    const [best, ...others] = assignments
    if (!best) {
      const about = topic ? `看来说的是“${topic}”。` : ""
      return show(`清单上没有相合的事项。${about}清单上没有的，不能按清单派给${town}；也可以换个说法，说得具体些，再问一遍。`)
    }
    const list = element("ol", { class: "dispatch-others" }, ...others.map((one) => other(one, town)))
    const more = others.length ? [element("h2", {}, "也可能是"), list] : []
    show(
      `${best.reason}。`,
      [element("h2", {}, dutyLink(best))],
      [facts(best, town), ...more, element("p", { class: "dispatch-source" }, `依据：${edition}`)],
    )
  }

  /** Answer what stands in the field. While somebody types, what is too short is no mistake yet. */
  function ask(typing) {
    const { dispatcher, RequestError } = lishiDispatch
    const request = field.value
    if (!request.trim()) return show("")
    if (!dispatcher) return show("正在读取派单目录……")
    try {
      showAnswer(dispatcher.dispatch(request, 1 + OTHERS), dispatcher.data)
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      const { least, most } = dispatcher.data.settings
      const long = `最多 ${most} 个字，现在有 ${error.length} 个。写来电人说的话就行，不必把整份材料放进来。`
      const short = typing ? "" : `太短了，至少要有 ${least} 个字，说说是什么事。`
      show(error.kind === "long" ? long : short)
    }
  }

  /** Put a request in the field, answer it, and put it in the address: behind #, which browsers send to nobody. */
  function submit(request) {
    field.value = request
    ask(false)
    try {
      history.replaceState(null, "", location.pathname + (request.trim() ? `#q=${encodeURIComponent(request)}` : ""))
    } catch {} // a folder's pages may not change their address in every browser
  }

  /** The request in the address. One behind ? would open Material's search as well, so this runs before Material. */
  function requestInAddress() {
    const asked = new URLSearchParams(location.search).get("q") ?? new URLSearchParams(location.hash.slice(1)).get("q")
    return asked ?? ""
  }

  let timer
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    clearTimeout(timer)
    submit(field.value)
  })
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return // 229: Safari, composing
    event.preventDefault()
    form.requestSubmit()
  })
  for (const type of ["input", "compositionend"])
    field.addEventListener(type, (event) => {
      clearTimeout(timer)
      if (!event.isComposing) timer = setTimeout(ask, DELAY, true) // what stands there while a word is composed is no request yet
    })
  for (const example of document.querySelectorAll("#dispatch-examples button"))
    example.addEventListener("click", () => submit(example.textContent))
  addEventListener("hashchange", () => requestInAddress() && submit(requestInAddress()))

  if (requestInAddress()) submit(requestInAddress())
  const data = element("script", { src: new URL("dispatch-data.js", document.currentScript.src).href })
  data.onload = () => ask(true)
  data.onerror = () => show("没有读到派单用的数据，请重新打开本页再试。")
  document.head.append(data)
}

if (typeof module !== "undefined") module.exports = globalThis.lishiDispatch
