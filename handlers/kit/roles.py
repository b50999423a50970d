"""The roles a person can have at a unit."""

from enum import StrEnum


class Role(StrEnum):
    RESIDENT = "resident"
    PARTY_MEMBER = "party_member"
    VOLUNTEER = "volunteer"
    GRID_MEMBER = "grid_member"
    GROUP_LEADER = "group_leader"
    COMMITTEE_MEMBER = "committee_member"
    BRANCH_SECRETARY = "branch_secretary"
    COMMUNITY_SECRETARY = "community_secretary"
    STREET_OFFICE = "street_office"
    CITY_OFFICE = "city_office"
    DEPARTMENT_OFFICER = "department_officer"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"


ROLE_NAMES = {
    Role.RESIDENT: "居民",
    Role.PARTY_MEMBER: "党员",
    Role.VOLUNTEER: "志愿者",
    Role.GRID_MEMBER: "网格员",
    Role.GROUP_LEADER: "党小组长",
    Role.COMMITTEE_MEMBER: "支部委员",
    Role.BRANCH_SECRETARY: "支部书记",
    Role.COMMUNITY_SECRETARY: "社区书记",
    Role.STREET_OFFICE: "街道",
    Role.CITY_OFFICE: "市级",
    Role.DEPARTMENT_OFFICER: "部门经办",
    Role.SUPERVISOR: "督导员",
    Role.OPERATOR: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDITOR: "审计员",
}

STAFF = frozenset({Role.GRID_MEMBER, Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY, Role.STREET_OFFICE})
HELPERS = frozenset({Role.PARTY_MEMBER, Role.VOLUNTEER})
SCORED = HELPERS | {Role.GROUP_LEADER, Role.COMMITTEE_MEMBER}  # who comes for points of their own
