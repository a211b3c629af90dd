// The search index holds every Chinese character as a term of its own (see mkdocs.yml). This asks for them in the same way: each character
// is a required term, so that 派单 finds the sections in which both stand, rather than those in which the first one does.
const QUERY = 2
const send = Worker.prototype.postMessage
Worker.prototype.postMessage = function (message, ...rest) {
  const asked = message && message.type === QUERY && typeof message.data === "string"
  const sent = asked ? { ...message, data: message.data.replace(/[\u4e00-\u9fff]/g, " +$& ") } : message
  return send.call(this, sent, ...rest)
}
