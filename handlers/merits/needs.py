"""What the steps of a review ask, in the words in which it is asked."""

from handlers.kit.flows import Need, NeedKind

WORDS = Need("words", NeedKind.TEXT, "做了什么？写一两句，党小组要看。", most=300)
ENTERED = Need("words", NeedKind.TEXT, "为什么？写一两句，本人会看到。", most=300)
GROUNDS = Need("words", NeedKind.TEXT, "哪里不对？写一两句，支委会要看。", most=300)
PHOTOS = Need("photos", NeedKind.PHOTO, "有照片吗？没有就跳过。请不要拍到脸和门牌。", optional=True)
REASON = Need("reason", NeedKind.TEXT, "为什么？写给本人看。", most=300)
OBJECTION = Need("objection", NeedKind.TEXT, "哪里不对？只有审的人看得到，也只有他们知道是您说的。", most=300)
DUE = Need("due", NeedKind.NUMBER, "党员大会应到几个人？")
PRESENT = Need("present", NeedKind.NUMBER, "实到几个人？")
AGREE = Need("agree", NeedKind.NUMBER, "赞成的有几个人？")
DUE_AGAIN = Need("due_again", NeedKind.NUMBER, "请你再数一遍：应到几个人？")
PRESENT_AGAIN = Need("present_again", NeedKind.NUMBER, "实到几个人？")
AGREE_AGAIN = Need("agree_again", NeedKind.NUMBER, "赞成的有几个人？")
UNTIL = Need("until", NeedKind.DATE, "公示到哪天？", name="公示到")
WHO = Need("joiners", NeedKind.PEOPLE, "谁提的？")
