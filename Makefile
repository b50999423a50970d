# 两个命令就够：make run（演示），make test（测试）。其余见 make help。
DATA ?= data
PORT ?= 8765
PY := .venv/bin/python
RUN := WEIYUAN_DATA=$(DATA) WEIYUAN_PORT=$(PORT)

.PHONY: help run phones reset test test-long check bench peers year budget pictures docs lock

help: ## 这份说明
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

.venv/bin/uv:
	@command -v python3 >/dev/null || { echo "需要 Python 3.11 或更新"; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新"; exit 1; }
	@python3 -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check uv

.venv/ready: .venv/bin/uv requirements.lock pyproject.toml
	@echo "正在安装要用的东西（第一次约一分钟）……"
	@.venv/bin/uv pip sync --quiet --require-hashes --python $(PY) requirements.lock
	@.venv/bin/uv pip install --quiet --no-deps --no-build-isolation --python $(PY) --editable .
	@touch $@

run: .venv/ready ## 装好并启动演示，打印一个地址（PORT=、DATA= 可改）
	@$(RUN) .venv/bin/weiyuan demo

phones: .venv/ready ## 演示几个渠道：两部 Telegram、一部企业微信、一部网页，两家的服务器在本机演
	@$(PY) -m tests.emulators.stage $(PORT)

reset: ## 删掉演示数据，从头来
	@test ! -e $(DATA) || test -e $(DATA)/master.key || { echo "$(DATA) 不像微愿的数据目录，没有动它"; exit 1; }
	@rm -rf $(DATA)
	@echo "$(DATA) 已清空"

test: .venv/ready ## 全部测试
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-long: .venv/ready ## 平时不跑的长测试：每一页的每种样子、一百次断电、一万条消息
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder -m slow

check: .venv/ready ## ruff、mypy、import 约定、屋内的规矩
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m pytest tests/house

bench: .venv/ready ## 快慢：与裸 sqlite3 比，再与别家的机器人比
	@$(PY) -m benchmarks; desk=$$?; $(PY) -m benchmarks.peers && exit $$desk

peers: .venv/ready ## 一段完整的对话走 Telegram：与三个常见写法的机器人比
	@$(PY) -m benchmarks.peers

year: .venv/ready ## 虚拟的一年：一千件事，每个提醒、上报、简报都照规则重数一遍
	@$(PY) -m benchmarks.year

budget: .venv/ready ## 每一页多重、多快：按 3G 的线路量
	@$(PY) -m benchmarks.pages

pictures: .venv/ready ## 从运行中的演示重拍文档里的图
	@$(PY) -m bot.pictures

docs: .venv/ready ## 从代码重画流程图、岗位表和谁看得到什么
	@$(PY) -m bot.docs

lock: .venv/bin/uv ## 按 pyproject.toml 重写锁文件
	@.venv/bin/uv pip compile --universal --generate-hashes --no-header --no-annotate --quiet --extra dev pyproject.toml -o requirements.lock
