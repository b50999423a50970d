"""What the steps of a summons ask, in the words in which it is asked."""

from handlers.kit.flows import Need, NeedKind

AGREED = Need("agreed", NeedKind.TEXT, "谈了什么、要改什么？写给社区书记看。")
UNTIL = Need("until", NeedKind.DATE, "哪天以前改好？", name="改到")
PROOF = Need("proof", NeedKind.PHOTO, "有改好的照片吗？没有就跳过。请不要拍到脸和门牌。", optional=True)
HOW = Need("how", NeedKind.TEXT, "怎么改的？写给街道看。")
REASON = Need("reason", NeedKind.TEXT, "还差什么？写给社区书记看。", most=300)
