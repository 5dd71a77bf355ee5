// Turns of phrase that make English read like a translation. Quotations stand between backticks, as code does: there the check
// does not look.

/**
 * The rules. `pattern` is tried on every sentence, and `why` tells the writer what to do. A rule with `fragment` applies only to
 * comments and documents, because the title of a test or a message may continue another text.
 * @type {{ pattern: RegExp, why: string, fragment?: boolean }[]}
 */
export const tics = [
  {
    pattern: /^Of (?!course\b)/,
    fragment: true,
    why: 'A sentence that begins with `Of` has no subject, or hides it. Name the thing: `The size of a file`.',
  },
  {
    pattern: /^By (?!default\b|convention\b|contrast\b|then\b)/,
    fragment: true,
    why: 'A sentence that begins with `By` hides its subject. Name the thing: `The functions by name`.',
  },
  {
    pattern: /^As (?!a result\b|long as\b|soon as\b|far as\b)/,
    fragment: true,
    why: 'A sentence that begins with `As` is half a comparison. Write `Like open, but …` or `Because …`.',
  },
  {
    pattern: /^(?:For|In|To|From|With|Without|On|At)(?: [^ ,]+){1,3}\.$/,
    fragment: true,
    why: 'This is a prepositional phrase and not a sentence. Name the thing: `The size in bytes.`',
  },
  { pattern: /\bLikewise\.|\bas ever\b/, why: 'Say what is the same, and the same as what.' },
  {
    pattern: /(?<!\bthere )\b(?:is|are|was|were) none\b(?! (?:of|that|behind|to)\b)/i,
    why: '`X is none` is not English. Write `there is no X`, `X does not count` or `X is not a …`.',
  },
  { pattern: /\bnone (?:that|behind|to)\b/i, why: 'Write `not a … that`, `nothing after it` or `nothing to …`.' },
  {
    pattern: /\b(?:has|have|had) not(?= (?:an?|the|any|its|their)\b|[.,;:)]|$)/,
    why: 'Write `does not have`, `lacks` or `does not support`.',
  },
  {
    pattern: /(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more\b|fewer\b|less\b|different\b)[a-z]/i,
    why: 'Write `is not a …`: `a file is not a directory`.',
  },
  { pattern: /\b(?:what|that|as) there (?:is|are)\b/i, why: 'Name what exists: `all functions`, `an available byte`.' },
  {
    pattern: /\bwhat (?:is|are|was|were) (?:not?|none)\b|\bWhat (?:is|are|was|were) (?:no|none|not there)\b/,
    why: 'Name the thing: `a missing file`, `an invalid name`.',
  },
  { pattern: /\b(?:nobody|somebody|whoever)\b/i, why: 'Name who it is: the caller, the guest, the user, another process.' },
  { pattern: /\bof (?:ours|theirs|its own|their own)\b/, why: 'Write `our name`, `its own name` or `a separate process`.' },
  { pattern: /\bas (?:it is|they are)(?=[.,;:)]|$)/, why: 'Write `unchanged`, or say in which state.' },
  { pattern: /\bbut for\b/, why: 'Write `except for` or `apart from`.' },
  { pattern: /\b(?:tell|tells|told) (?:[\w`]+ ){0,3}apart\b/, why: 'Write `distinguish` or `differ`.' },
  { pattern: /\banew\b/, why: 'Write `again`, or say that it starts over.' },
  { pattern: /\bfor ever\b/, why: 'Write `forever`.' },
  { pattern: /\bcan not\b/i, why: "Write `cannot` or `can't`." },
  { pattern: /\b(?:is|are|was|were) to be [a-z]+(?:ed|en)\b/, why: 'Write `must be` or `should be`.' },
  { pattern: /\bwithout end\b/, why: 'Write `endless`, `unlimited`, `endlessly` or `forever`.' },
  { pattern: /\banswers? (?:the|an?|whether|what|how|with) /, why: 'A function returns, and a server responds.' },
  { pattern: /\balso (?:when|where|if)\b/, why: 'Write `even when`, `even where` or `even if`.' },
  { pattern: /\bnone of (?:its|our|their|ours|theirs)\b/, why: 'Say what does not belong, and to whom.' },
]
