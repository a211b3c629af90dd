// Whose matter a request is, answered in the reader's browser.
//
// The same index as the package's own (lishi_duties/retrieval, where each step says why it is as it is),
// written again in JavaScript and compared with it request by request in the tests. Running the package itself under Pyodide
// would take a download of more than 10 MB, a pydantic built for it, and a web server: from a folder it could not start at all.
"use strict"

globalThis.lishiDispatch = (() => {
  const { fold, translator } = globalThis.lishiSearch

  const LATIN = /[0-9a-z]+/gu
  const NAME = 10 // characters of a value that is a name
  const FIELDS = 2 // different fields at the side of the matter that make a ticket
  const CELLS = 4 // cells that make a row of a table
  const SHORT_CELL = 6 // characters of a cell that is a name or a state
  const RIVALS = 5 // of the best of a whole message, among which each of its matters is
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

  /** A text without the white space around it. */
  const strip = (text) => text.replace(/^[ \t\r\n\u3000]+|[ \t\r\n\u3000]+$/gu, "")

  /** What a message is about, without the fields of a ticket and other surroundings. */
  class MessageReader {
    constructor(patterns) {
      const global = ["tag", "brackets", "lines", "anywhere", "surroundings", "address"]
      const compiled = Object.entries(patterns).map(([name, source]) => [name, new RegExp(source, global.includes(name) ? "gu" : "u")])
      this.patterns = Object.fromEntries(compiled)
    }

    matterOf(message) {
      const { tag, brackets, lines, anywhere, surroundings, address } = this.patterns
      let text = message.replace(tag, "\n")
      for (const layout of [brackets, lines, anywhere]) {
        const fields = this.#fields(text, layout)
        const kinds = [...new Map(fields.map(([label, value]) => [label, this.#about(label, value)])).values()]
        const beside = layout !== anywhere && kinds.includes("side") && kinds.includes("matter")
        if (beside || kinds.filter((kind) => kind === "side").length >= FIELDS) {
          text = this.#values(fields).join("\n")
          break
        }
      }
      text = text.split("\n").map((line) => this.#cells(line)).join("\n")
      return text.replace(surroundings, "\n").replace(address, "\n")
    }

    /** The sentences of a message; those shorter than `least` characters stand with the next, and there are `most` at most. */
    piecesOf(matter, least, most) {
      const wanted = Math.max(least, Math.ceil(characters(matter).length / most))
      const pieces = []
      let piece = ""
      for (const sentence of matter.split(this.patterns.sentenceEnd)) {
        piece += strip(sentence)
        if (characters(piece).length >= wanted) {
          pieces.push(piece)
          piece = ""
        }
      }
      if (piece && pieces.length) pieces[pieces.length - 1] += piece
      else if (piece) pieces.push(piece)
      return pieces
    }

    #about(label, value = "") {
      const { sideEnd, matter, side, speaker } = this.patterns
      if (!label) return ""
      if (characters(strip(value)).length > NAME && speaker.test(label)) return "matter"
      if (sideEnd.test(label)) return "side"
      if (matter.test(label)) return "matter"
      return side.test(label) ? "side" : "other"
    }

    #fields(text, layout) {
      const fields = []
      let label = ""
      let end = 0
      for (const match of text.matchAll(layout)) {
        if (this.#about(match[1]) === "other") continue
        fields.push([label, text.slice(end, match.index)])
        label = match[1]
        end = match.index + match[0].length
      }
      return [...fields, [label, text.slice(end)]]
    }

    #values(fields) {
      const hasMatter = fields.some(([label, value]) => this.#about(label, value) === "matter")
      const values = []
      for (const [label, value] of fields) {
        if (this.#about(label, value) !== "side") values.push(value)
        else if (!hasMatter) {
          const said = value.replace(/^[ \t\u3000]+/u, "")
          const end = this.patterns.valueEnd.exec(said)
          values.push(end ? said.slice(end.index + end[0].length) : "")
        }
      }
      return values
    }

    #cells(line) {
      let cells = line.split(this.patterns.cellEnd)
      if (cells.length < CELLS && line.split(",").length > CELLS + 1) cells = line.split(",")
      if (cells.length < CELLS) return line
      const saying = cells.filter(
        (cell) => characters(strip(cell)).length > SHORT_CELL && !this.patterns.noMatter.test(cell) && !this.#isAddress(cell),
      )
      return (saying.length ? saying : cells).join("\n")
    }

    #isAddress(cell) {
      return !strip(cell.replace(this.patterns.address, ""))
    }
  }

  /** Which pairs of characters sound the same. */
  class Sounds {
    constructor(alike, texts) {
      this.syllables = new Map()
      alike.forEach((same, syllable) => characters(same).forEach((character) => this.syllables.set(character, syllable)))
      this.pairs = new Map()
      this.held = new Set()
      for (const text of texts) {
        const chars = characters(text)
        for (let place = 1; place < chars.length; place++) this.held.add(chars[place - 1] + chars[place])
      }
      for (const pair of this.held) {
        const sound = this.of(pair)
        if (sound === undefined) continue
        if (this.pairs.has(sound)) this.pairs.get(sound).push(pair)
        else this.pairs.set(sound, [pair])
      }
    }

    of(pair) {
      const [first, second] = characters(pair).map((character) => this.syllables.get(character))
      return first === undefined || second === undefined ? undefined : first * 1024 + second
    }

    /** Grams, and for each pair that no text holds the pairs of the texts that sound the same, where these are few. */
    withHomophones(grams, { homophones, heard }) {
      if (grams.size > heard) return grams
      const more = new Set(grams)
      for (const gram of grams) {
        if (characters(gram).length === 1 || this.held.has(gram)) continue
        const alike = this.pairs.get(this.of(gram)) ?? []
        if (alike.length <= homophones) alike.forEach((pair) => more.add(pair))
      }
      return more
    }
  }

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

  /** A text against all duties and topics. */
  class Scores {
    constructor(settings, values) {
      Object.assign(this, { settings, ...values })
    }

    /** What the duty of this rank scores; 0 where there is none. */
    of(rank) {
      return rank < this.order.length ? this.totals[this.order[rank]] / this.settings.unit : 0
    }

    get fits() {
      return this.of(0) > this.against
    }

    /** How sure the duty of this rank is, from 0 to 1. */
    certainty(rank) {
      const score = this.of(rank)
      const rival = this.of(rank ? 0 : 1)
      const [constant, byRatio, byLead] = this.settings.certainty
      return 1 / (1 + Math.exp(-(constant + byRatio * Math.log(score / this.against) + (byLead * (score - rival)) / score)))
    }
  }

  /** A duty list and the dispatch directory, ready to be asked. */
  class Dispatcher {
    constructor(data) {
      this.data = data
      this.simplified = translator(...data.traditional)
      this.texts = [...data.duties, ...data.topics].map(({ text }) => text)
      this.index = new GramIndex(this.texts, data.duties.length, data.settings)
      this.reader = new MessageReader(data.patterns)
      const written = data.duties.flatMap(({ text }) => text.match(LATIN) ?? [])
      this.latin = new Set(written.filter((word) => !/^[0-9]+$/u.test(word)))
      this.idle = new RegExp(data.idle.join("|") || "(?!)", "gu") // letters and digits only: nothing to escape
      this.idleWords = new Set(data.idle)
      const places = data.places.join("|") || "(?!)"
      this.place = new RegExp(places, "u")
      this.away = new RegExp(`(?:${places})${data.patterns.away}`, "gu")
    }

    /**
     * The answer to a request. `assignments` are best first, and none where nothing on the list fits; then `topic` is what it
     * seems to be about, where that is known. `matters` are the parts of a message that holds more than one matter; `why` says why
     * a person should look at the answer. `directory` is "own" or "borrowed". Throws a RequestError where it is too short or too
     * long.
     */
    dispatch(request, limit = 5) {
      const { settings, directory } = this.data
      const length = characters(request).length
      if (length > settings.most) throw new RequestError("long", length)
      const telling = characters(fold(request)).length
      if (telling < settings.least) throw new RequestError("short", telling)

      const matter = this.reader.matterOf(this.simplified(request))
      const scores = this.#scores(matter, Math.max(limit, RIVALS))
      const assignments = this.#assignments(matter, scores)
      const matters = assignments.length ? this.#matters(matter, scores, limit) : []
      const topic = assignments.length ? null : this.#topic(scores)
      const why = this.#why(scores, matters, topic)
      return { request, assignments: assignments.slice(0, limit), matters, topic, why, directory }
    }

    #scores(matter, wanted) {
      const { settings, duties, topics } = this.data
      const folded = fold(matter)
      const telling = folded.replace(this.idle, "\n").replace(LATIN, (word) => (this.latin.has(word) ? word : "\n"))
      const little = characters(telling.replaceAll("\n", "")).length < settings.least
      const grams = gramsOf(little ? folded : telling)
      this.sounds ??= new Sounds(this.data.sounds, this.texts)
      const totals = this.index.scores(this.sounds.withHomophones(grams, settings))
      const order = duties.map((_, place) => place).sort((a, b) => totals[b] - totals[a] || a - b).slice(0, wanted)
      let against = Math.min(settings.margin, settings.marginOfAGram * grams.size)
      const offList = topics.length ? Math.max(...totals.slice(duties.length)) : 0
      against += offList / settings.unit
      const elsewhere = order.length > 0 && this.#elsewhere(matter)
      if (elsewhere)
        against += settings.elsewhere * (totals[order[0]] / settings.unit) * Math.min(1, settings.short / (grams.size || 1))
      const topic = totals.indexOf(offList, duties.length) - duties.length
      return new Scores(settings, { grams, little, totals, order, against, topic, offList: offList / settings.unit, elsewhere })
    }

    #elsewhere(matter) {
      return this.place.test(matter) && this.place.test(matter.replace(this.away, "\n"))
    }

    #topic({ offList, topic }) {
      const { topics, settings } = this.data
      return topics.length && offList > settings.topic ? topics[topic].name : null
    }

    #why(scores, matters, topic) {
      const { settings } = this.data
      const why = []
      if (!scores.fits) {
        if (scores.of(0) > settings.near * scores.against || !topic) why.push("nothing_certain")
      } else if (scores.certainty(0) < settings.sure) why.push(scores.of(1) >= settings.close * scores.of(0) ? "close" : "uncertain")
      if (matters.length) why.push("several")
      if (scores.elsewhere && scores.fits) why.push("elsewhere")
      if (scores.little) why.push("little")
      return why
    }

    #matters(matter, whole, limit) {
      const { settings } = this.data
      const pieces = this.reader.piecesOf(matter, settings.piece, settings.pieces)
      if (pieces.length < 2 || characters(matter).length > settings.parted) return []
      const byDuty = new Map()
      const possible = whole.order.slice(0, RIVALS)
      for (const piece of pieces) {
        const scores = this.#scores(piece, 2)
        const speaks = scores.of(0) >= settings.matterShare * whole.of(0) && scores.certainty(0) >= settings.matter
        if (!scores.fits || !speaks || !possible.includes(scores.order[0])) continue
        if (byDuty.has(scores.order[0])) byDuty.get(scores.order[0]).push(piece)
        else byDuty.set(scores.order[0], [piece])
      }
      if (byDuty.size < 2) return []
      return Array.from(byDuty.values(), (same) => {
        const text = same.join("。")
        return { text, assignments: this.#assignments(text, this.#scores(text, Math.max(limit, 2))).slice(0, limit) }
      })
    }

    #assignments(matter, scores) {
      const { keep } = this.data.settings
      if (!scores.fits) return []
      const words = matter.split(BETWEEN_WORDS).map(fold).filter(Boolean)
      const ranks = scores.order.map((_, rank) => rank).filter((rank) => scores.of(rank) >= keep * scores.of(0))
      return ranks.map((rank) => this.#assignment(scores.order[rank], scores.certainty(rank), scores.grams, words))
    }

    #assignment(place, certainty, grams, words) {
      const duty = this.data.duties[place]
      const { id, kind, number, title, official, townTasks = [] } = duty
      const lead = kind === "basic" ? [this.data.town] : this.#lead(duty, grams)
      const townRole = { basic: "responsible", cooperative: "assists", reclaimed: "none" }[kind]
      const matched = this.#matched(`${this.texts[place]}\n${official}`, words)
      const reason = this.#reason(duty, lead)
      return { id, kind, number, title, score: toFourDecimals(certainty), lead, townRole, townTasks, matched, reason }
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
    #lead({ text, official, leads = [] }, grams) {
      const names = leads.map(([name]) => name)
      if (names.length < 2) return names
      const { leads: share, wording } = this.data.settings
      const lines = `${text}\n${official}`.split("\n")
      const texts = leads.map(([name, tasks, wordings]) => {
        const pointing = [...wordings.map((line) => lines[line]), fold(name)]
        return [...tasks.map((line) => lines[line]), ...Array(wording).fill(pointing).flat()].join("\n")
      })
      const scores = names.map(() => 0)
      for (const gram of grams) {
        const counts = texts.map((one) => count(one, gram))
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

  /** Why a person should look, in a line; nothing where the answer is sure. */
  const review = (why, { reasons }) =>
    why.length ? [element("p", { class: "dispatch-review" }, `请人看一眼：${why.map((reason) => reasons[reason]).join("，")}。`)] : []

  /** The matters of a message that holds several. */
  function parts(matters, town) {
    if (!matters.length) return []
    const items = matters.map(({ text, assignments: [best] }) =>
      element("li", {}, element("q", {}, text), " ", dutyLink(best), element("span", {}, ...who(best, town))),
    )
    return [element("h2", {}, "不止一件事"), element("ol", { class: "dispatch-others" }, ...items)]
  }

  function showAnswer({ assignments, matters, topic, why }, data) {
    const { town, edition } = data
    const [best, ...others] = assignments
    if (!best) {
      const about = topic ? `看来说的是“${topic}”。` : ""
      const line = `清单上没有相合的事项。${about}清单上没有的，不能按清单派给${town}；也可以换个说法，说得具体些，再问一遍。`
      return show(line, [], review(why, data))
    }
    const list = element("ol", { class: "dispatch-others" }, ...others.map((one) => other(one, town)))
    const more = others.length ? [element("h2", {}, "也可能是"), list] : []
    show(
      `${best.reason}。`,
      [element("h2", {}, dutyLink(best))],
      [...review(why, data), facts(best, town), ...parts(matters, town), ...more, element("p", { class: "dispatch-source" }, `依据：${edition}`)],
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
