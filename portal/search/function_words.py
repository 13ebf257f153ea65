"""Words that carry a question but are not what is asked for.

They still count a little in ranking, as in every text; but a document need not contain them to be
found. The lists are short on purpose: a word wrongly listed here makes results wider, never empty.
"""

_CHARACTERS = frozenset(
    "的了在和与及或是有个吗呢吧呀啊哪几多少请问想要找我你您他她它们这那其之为于以被把将从对"
    "向到由就都也还很所能会可并且但而若等着过给让用什么谁何"
)
_CHINESE = (
    "哪些 什么 怎么 怎样 如何 多少 哪里 哪儿 哪个 哪种 哪位 哪家 哪一 哪一年 几个 几家 为什么 为何 何时 是否 "
    "有没有 有无 是不是 能不能 可不可以 可以 能够 需要 想要 请问 关于 对于 以及 或者 还是 并且 而且 但是 "
    "因为 所以 如果 我们 你们 他们 咱们 这个 那个 这些 那些 一个 一下 进行 属于 包括 其中 "
    "一些 没有 应该 怎么样 什么样 怎么办 寻找 查找 想找 告诉"
)
_ENGLISH = (
    "a an the of in on at to for from by with and or is are was were be been do does did can could "
    "i we you it its this that these those there what which who whom where when why how much many "
    "any some please find show me my our your about as has have"
)
_WORDS = _CHARACTERS.union(_CHINESE.split(), _ENGLISH.split())
FIRST_CHARACTERS = frozenset(word[0] for word in _CHINESE.split())
"""How Chinese function words of several characters begin."""


def is_function_word(word: str) -> bool:
    """Say whether a folded word may be absent from a document that answers the question."""
    return word in _WORDS
