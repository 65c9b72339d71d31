"""Every permission and every role; `rules_roles.py` says which role may what."""

from enum import StrEnum


class Permission(StrEnum):
    """What a person may do, named subject:verb. Where it holds is the scope of the grant: an organisation's subtree."""

    ORGANISATION_READ = "organisation:read"
    ORGANISATION_EDIT = "organisation:edit"
    PERSON_READ = "person:read"
    PERSON_EDIT = "person:edit"
    PERSON_UNMASK = "person:unmask"
    PERSON_MERGE = "person:merge"
    ACCOUNT_EDIT = "account:edit"
    AUDIT_READ = "audit:read"
    JOB_READ = "job:read"
    COMPETITION_READ = "competition:read"
    COMPETITION_PLAN = "competition:plan"
    ENTRY_READ = "entry:read"
    ENTRY_EDIT = "entry:edit"
    ENTRY_REVIEW = "entry:review"
    DRAW_MAKE = "draw:make"
    PANEL_EDIT = "panel:edit"
    SHEET_MARK = "sheet:mark"
    SHEET_TRANSCRIBE = "sheet:transcribe"
    JUDGING_OVERSEE = "judging:oversee"
    QUESTION_EDIT = "question:edit"
    RESULT_READ = "result:read"
    RESULT_PUBLISH = "result:publish"
    RESULT_CORRECT = "result:correct"
    RESULT_CHECK = "result:check"
    APPEAL_SUBMIT = "appeal:submit"
    APPEAL_READ = "appeal:read"
    APPEAL_RULE = "appeal:rule"
    NOTICE_EDIT = "notice:edit"
    CERTIFICATE_DESIGN = "certificate:design"
    CERTIFICATE_ISSUE = "certificate:issue"
    CERTIFICATE_REVOKE = "certificate:revoke"
    CERTIFICATE_COLLECT = "certificate:collect"
    SIGNING_MANAGE = "signing:manage"
    BODY_READ = "body:read"
    BODY_EDIT = "body:edit"
    BATCH_READ = "batch:read"
    BATCH_PLAN = "batch:plan"
    APPLICATION_MAKE = "application:make"
    APPLICATION_EDIT = "application:edit"
    APPLICATION_REVIEW = "application:review"
    SITTING_PLAN = "sitting:plan"
    SITTING_WATCH = "sitting:watch"
    SCORE_ENTER = "score:enter"
    SCORE_REVIEW = "score:review"
    GRANT_READ = "grant:read"
    GRANT_CERTIFY = "grant:certify"
    LEVEL_APPOINT = "level:appoint"
    PROMOTION_CONFIRM = "promotion:confirm"
    GROWTH_READ = "growth:read"
    GROWTH_EDIT = "growth:edit"
    FIGURE_READ = "figure:read"
    FIGURE_EDIT = "figure:edit"
    HONOUR_READ = "honour:read"
    HONOUR_EDIT = "honour:edit"
    HONOUR_NOMINATE = "honour:nominate"
    STUDIO_READ = "studio:read"
    STUDIO_EDIT = "studio:edit"
    STUDIO_LEAD = "studio:lead"
    DESIGNATION_RECOMMEND = "designation:recommend"
    DESIGNATION_RUN = "designation:run"
    BENEFIT_VERIFY = "benefit:verify"
    CHALLENGE_RUN = "challenge:run"
    REVIEW_RUN = "review:run"
    PROPOSAL_MAKE = "proposal:make"
    PROPOSAL_EDIT = "proposal:edit"
    PROPOSAL_RUN = "proposal:run"
    CONTEST_ENTER = "contest:enter"
    CONTEST_RUN = "contest:run"
    CONTEST_WATCH = "contest:watch"
    BALLOT_CAST = "ballot:cast"
    LECTURE_RUN = "lecture:run"
    LECTURE_ORDER = "lecture:order"
    LECTURE_HOST = "lecture:host"
    LECTURE_GIVE = "lecture:give"
    LECTURER_RECOMMEND = "lecturer:recommend"
    OWN_READ = "own:read"


class Role(StrEnum):
    """What somebody is in an organisation."""

    SYSTEM_ADMINISTRATOR = "system-administrator"
    DISTRICT_OFFICER = "district-officer"
    ENTERPRISE_OFFICER = "enterprise-officer"
    CHIEF_JUDGE = "chief-judge"
    JUDGE = "judge"
    SUPERVISOR = "supervisor"
    ARBITRATOR = "arbitrator"
    ASSESSMENT_OFFICER = "assessment-officer"
    ASSESSMENT_REVIEWER = "assessment-reviewer"
    ASSESSOR = "assessor"
    QUALITY_INSPECTOR = "quality-inspector"
    STUDIO_LEADER = "studio-leader"
    EXPERT = "expert"
    LECTURER = "lecturer"
    WORKER = "worker"


ROLE_TITLES = {
    Role.SYSTEM_ADMINISTRATOR: "系统管理员",
    Role.DISTRICT_OFFICER: "总工会经办人",
    Role.ENTERPRISE_OFFICER: "单位工会经办人",
    Role.CHIEF_JUDGE: "裁判长",
    Role.JUDGE: "裁判员",
    Role.SUPERVISOR: "监督员",
    Role.ARBITRATOR: "仲裁员",
    Role.ASSESSMENT_OFFICER: "评价机构经办人",
    Role.ASSESSMENT_REVIEWER: "评价机构审核人",
    Role.ASSESSOR: "考评员",
    Role.QUALITY_INSPECTOR: "质量督导员",
    Role.STUDIO_LEADER: "工作室领衔人",
    Role.EXPERT: "评审专家",
    Role.LECTURER: "宣讲讲师",
    Role.WORKER: "职工",
}
