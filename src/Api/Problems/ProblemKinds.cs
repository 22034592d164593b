using System.Reflection;

namespace SnsOps.Api.Problems;

/// <summary>Every problem the Api answers with. A test holds deploy/docs/errors.md to this list.</summary>
public static class ProblemKinds
{
    public static readonly ProblemKind Malformed = new("request.malformed", 400, "요청을 읽을 수 없습니다", "The request cannot be read");
    public static readonly ProblemKind Invalid = new("request.invalid", 400, "요청 값이 올바르지 않습니다", "The request has invalid values");
    public static readonly ProblemKind TooLarge = new("request.too_large", 413, "요청이 너무 큽니다", "The request is too large");
    public static readonly ProblemKind UnsupportedType = new("request.unsupported_media_type", 415, "지원하지 않는 Content-Type입니다", "The Content-Type is not supported");
    public static readonly ProblemKind RouteNotFound = new("route.not_found", 404, "없는 주소입니다", "There is nothing at this address");
    public static readonly ProblemKind MethodNotAllowed = new("route.method_not_allowed", 405, "이 주소에서 쓸 수 없는 메서드입니다", "The method is not allowed at this address");
    public static readonly ProblemKind TooManyRequests = new("request.too_many", 429, "요청이 너무 잦습니다. 잠시 뒤에 다시 시도하세요", "Too many requests: try again a little later");
    public static readonly ProblemKind ServerFault = new("server.fault", 500, "서버에서 예기치 못한 오류가 났습니다", "The server failed unexpectedly");
    public static readonly ProblemKind AddressNotSetUp = new("server.address_not_set_up", 409, "링크가 시작할 주소가 설정되지 않았습니다", "The address that links begin with is not configured here");
    public static readonly ProblemKind DatabaseAway = new("server.database_away", 503, "데이터베이스에 연결할 수 없습니다. 잠시 뒤에 다시 시도하세요", "The database cannot be reached: try again a little later");

    public static readonly ProblemKind Unauthenticated = new("auth.required", 401, "로그인이 필요합니다", "Sign in first");
    public static readonly ProblemKind TokenInvalid = new("auth.token_invalid", 401, "토큰이 올바르지 않습니다", "The token is not valid");
    public static readonly ProblemKind TokenExpired = new("auth.token_expired", 401, "토큰이 만료되었습니다. 갱신하세요", "The token has expired: refresh it");
    public static readonly ProblemKind SessionEnded = new("auth.session_ended", 401, "세션이 끝났습니다. 다시 로그인하세요", "The session has ended: sign in again");
    public static readonly ProblemKind BadCredentials = new("auth.bad_credentials", 401, "이메일 또는 비밀번호가 맞지 않습니다", "The e-mail or the password is wrong");
    public static readonly ProblemKind RefreshInvalid = new("auth.refresh_invalid", 401, "갱신 토큰이 올바르지 않거나 만료되었습니다. 다시 로그인하세요", "The refresh token is invalid or has expired: sign in again");
    public static readonly ProblemKind RefreshReused = new("auth.refresh_reused", 401, "이미 쓴 갱신 토큰입니다. 안전을 위해 이 세션을 모두 끝냈습니다", "The refresh token was used before: the whole session was ended for safety");
    public static readonly ProblemKind Forbidden = new("auth.forbidden", 403, "이 역할로는 할 수 없는 일입니다", "This role may not do that");

    public static readonly ProblemKind KeyInvalid = new("auth.key_invalid", 401, "API 키가 올바르지 않거나 폐기되었습니다", "The API key is not valid, or was revoked");
    public static readonly ProblemKind KeyExpired = new("auth.key_expired", 401, "API 키가 만료되었습니다. 새 키를 만드세요", "The API key has expired: make a new one");
    public static readonly ProblemKind ScopeMissing = new("auth.scope_missing", 403, "이 API 키에 없는 권한입니다", "The API key lacks the scope for that");
    public static readonly ProblemKind KeyNotFound = new("api_key.not_found", 404, "API 키를 찾을 수 없습니다", "No such API key");
    public static readonly ProblemKind KeyShownOnce = new("api_key.shown_once", 409, "이 호출로 만든 API 키는 이미 한 번 보여 주었습니다. 잃어버렸다면 폐기하고 새로 만드세요", "The API key this call made was shown already: if it is lost, revoke it and make another");

    public static readonly ProblemKind IdempotencyKeyInvalid = new("idempotency.key_invalid", 400, "Idempotency-Key는 1~255자의 ASCII 문자여야 합니다", "Idempotency-Key must be 1 to 255 printable ASCII characters");
    public static readonly ProblemKind IdempotencyKeyReused = new("idempotency.key_reused", 422, "같은 Idempotency-Key로 다른 요청이 왔습니다", "The Idempotency-Key was used for a different request");
    public static readonly ProblemKind IdempotencyInFlight = new("idempotency.in_flight", 409, "같은 요청이 아직 처리 중입니다", "The first call with this Idempotency-Key is still running");

    public static readonly ProblemKind UserNotFound = new("user.not_found", 404, "사용자를 찾을 수 없습니다", "No such user");
    public static readonly ProblemKind EmailTaken = new("user.email_taken", 409, "이미 쓰이는 이메일입니다", "The e-mail is already in use");
    public static readonly ProblemKind ClientNotFound = new("client.not_found", 404, "클라이언트를 찾을 수 없습니다", "No such client");
    public static readonly ProblemKind ClientNameTaken = new("client.name_taken", 409, "같은 이름의 클라이언트가 있습니다", "A client of this name exists");
    public static readonly ProblemKind AccountNotFound = new("account.not_found", 404, "계정을 찾을 수 없습니다", "No such account");
    public static readonly ProblemKind AccountNotActive = new("account.not_active", 409, "연결이 끊어진 계정입니다. 계정을 다시 연결하세요", "The account is not connected: connect it again");
    public static readonly ProblemKind AccountTokenMalformed = new("account.token_malformed", 400, "토큰에 쓸 수 없는 글자(공백, 줄바꿈, 보이지 않는 글자 등)가 있습니다. 토큰만 다시 복사해 넣으세요", "The token holds letters that no token has (spaces, line ends, invisible ones): copy the token alone");
    public static readonly ProblemKind AccountTaken = new("account.already_connected", 409, "이미 연결된 계정입니다", "The account is already connected");

    public static readonly ProblemKind AccountOfAnotherClient = new("account.of_another_client", 409, "다른 클라이언트에 연결된 계정입니다", "The account is connected for another client");
    public static readonly ProblemKind ConnectionNotFound = new("connection.not_found", 404, "계정 연결을 찾을 수 없습니다", "No such connection");
    public static readonly ProblemKind ConnectionNotOpen = new("connection.not_open", 409, "끝났거나 아직 로그인하지 않은 연결입니다", "The connection is over, or nobody has signed in yet");
    public static readonly ProblemKind ConnectionNotSetUp = new("connection.not_set_up", 409, "이 플랫폼의 앱이 설정되지 않았습니다", "The platform's app is not configured here");
    public static readonly ProblemKind ConnectionChoiceUnknown = new("connection.choice_unknown", 422, "이 로그인으로 연결할 수 있는 계정이 아닙니다", "The sign-in is not good for that account");
    public static readonly ProblemKind ConnectionAccountRefused = new("connection.account_refused", 422, "플랫폼이 새 토큰을 받아들이지 않습니다", "The platform does not accept the new token");
    public static readonly ProblemKind WebhookNotVerified = new("webhook.not_verified", 403, "확인 토큰이 맞지 않습니다", "The verify token is not ours");
    public static readonly ProblemKind WebhookNotSigned = new("webhook.not_signed", 401, "서명이 없거나 맞지 않습니다", "The signature is missing or wrong");

    public static readonly ProblemKind MediaNotFound = new("media.not_found", 404, "미디어를 찾을 수 없습니다", "No such media");
    public static readonly ProblemKind MediaLinkInvalid = new("media.link_invalid", 403, "미디어 링크의 서명이 틀렸거나 만료되었습니다", "The media link's signature is wrong, or it has expired");
    public static readonly ProblemKind MediaTooLarge = new("media.too_large", 413, "파일이 너무 큽니다", "The file is too large");
    public static readonly ProblemKind MediaNotAnImage = new("media.not_an_image", 415, "JPEG 또는 PNG 이미지가 아닙니다", "It is neither a JPEG nor a PNG image");
    public static readonly ProblemKind MediaNotAVideo = new("media.not_a_video", 415, "MP4 또는 MOV 영상이 아닙니다", "It is neither an MP4 nor a MOV video");
    public static readonly ProblemKind MediaTypeMismatch = new("media.type_mismatch", 422, "Content-Type과 실제 내용이 다릅니다", "The Content-Type and the bytes disagree");
    public static readonly ProblemKind MediaUnreadable = new("media.unreadable", 422, "파일이 손상되었습니다", "The file is damaged");

    public static readonly ProblemKind ContentNotFound = new("content.not_found", 404, "콘텐츠를 찾을 수 없습니다", "No such content");
    public static readonly ProblemKind VersionRequired = new("content.if_match_required", 428, "If-Match 헤더에 읽은 버전을 넣어 보내세요", "Send the version you have read in If-Match");
    public static readonly ProblemKind VersionMismatch = new("content.version_mismatch", 412, "그사이 다른 사람이 고쳤습니다. 다시 읽고 고치세요", "Somebody changed it meanwhile: read it again, then edit");
    public static readonly ProblemKind WrongReviewState = new("content.wrong_review_state", 409, "지금 상태에서는 할 수 없는 일입니다", "That is not possible in the present review state");
    public static readonly ProblemKind OwnApproval = new("content.own_approval", 409, "자신이 쓴 콘텐츠는 승인할 수 없습니다", "Nobody approves a content of their own");
    public static readonly ProblemKind WrongReviewStep = new("content.wrong_review_step", 409, "지금은 다른 사람이 검토할 차례입니다", "It is somebody else's turn to review it");
    public static readonly ProblemKind ReviewExpired = new("content.review_expired", 409, "검토 기한이 지났습니다. 새 시각으로 다시 검토를 요청하세요", "The time for its review is over: ask for review of another time");
    public static readonly ProblemKind TimeIsApproved = new("content.time_is_approved", 409, "승인받은 시각이 아닙니다. 그 시각으로 다시 검토를 요청하세요", "That is not the time that was approved: ask for review of it first");
    public static readonly ProblemKind NoTimeToReview = new("content.no_time_to_review", 422, "검토할 시간이 없습니다. 게시 시각을 더 뒤로 정하세요", "There is no time left to review it: choose a later time");
    public static readonly ProblemKind ApprovalLinkNotFound = new("approval_link.not_found", 404, "승인 링크를 찾을 수 없습니다", "No such approval link");
    public static readonly ProblemKind ApprovalLinkEnded = new("approval_link.ended", 410, "기한이 지났거나 취소된 링크입니다. 담당자에게 새 링크를 받으세요", "The link has expired or was revoked: ask for a new one");
    public static readonly ProblemKind NoTargets = new("content.no_targets", 422, "게시할 계정을 먼저 고르세요", "Choose the accounts to publish to first");
    public static readonly ProblemKind BreaksRules = new("content.breaks_platform_rules", 422, "플랫폼 규칙에 맞지 않습니다", "It breaks a platform's rules");
    public static readonly ProblemKind InThePast = new("schedule.in_the_past", 400, "이미 지난 시각입니다", "That time has passed");
    public static readonly ProblemKind ScheduleMoved = new("schedule.moved", 409, "그사이 다른 사람이 시간을 바꾸었습니다. 새 시간을 확인하고 다시 옮기세요", "Somebody else has moved it meanwhile: look at its new time, then move it again");
    public static readonly ProblemKind TooFarAhead = new("schedule.too_far_ahead", 400, "예약은 5년 뒤까지 할 수 있습니다", "A time may be up to five years ahead");
    public static readonly ProblemKind UnknownTimeZone = new("schedule.unknown_time_zone", 400, "알 수 없는 시간대입니다. 예: Asia/Seoul", "Unknown IANA time zone; for example Asia/Seoul");

    public static readonly ProblemKind PublicationNotFound = new("publication.not_found", 404, "게시를 찾을 수 없습니다", "No such publication");
    public static readonly ProblemKind AlreadySending = new("publication.already_sending", 409, "이미 보내는 중이거나 게시되었습니다", "It is being sent or already published");
    public static readonly ProblemKind NothingToCancel = new("publication.nothing_to_cancel", 409, "취소할 예약이 없습니다", "There is nothing scheduled to cancel");
    public static readonly ProblemKind PublicationUnderWay = new("publication.under_way", 409, "이미 보낼 예정이거나 보내는 중입니다", "It is going to be sent, or is being sent");
    public static readonly ProblemKind NotRetryable = new("publication.not_retryable", 409, "다시 보낼 수 없는 게시입니다", "This publication cannot be sent again");
    public static readonly ProblemKind ContentChanged = new("publication.content_changed", 409, "승인한 뒤 내용이 바뀌었습니다. 다시 승인받고 예약하세요", "The content changed since it was approved: have it approved and schedule it again");
    public static readonly ProblemKind NotAsked = new("publication.not_asked", 409, "확인을 기다리는 게시가 아닙니다", "Nobody is asked about this publication");
    public static readonly ProblemKind FirstCommentNotAsked = new("first_comment.not_asked", 409, "확인을 기다리는 첫 댓글이 아닙니다", "Nobody is asked about this first comment");
    public static readonly ProblemKind LinkElsewhere = new("publication.link_elsewhere", 422, "이 플랫폼의 게시물 주소가 아닙니다", "The link does not lead to the platform");
    public static readonly ProblemKind UploadKnown = new("publication.upload_known", 409, "업로드한 영상이 어느 것인지 묻고 있지 않습니다", "Nobody asks which video this upload has become");
    public static readonly ProblemKind VideoTaken = new("publication.video_taken", 409, "다른 게시의 영상입니다", "The video is another publication's");
    public static readonly ProblemKind HoldNotFound = new("hold.not_found", 404, "보류를 찾을 수 없습니다", "No such hold");
    public static readonly ProblemKind HoldInForce = new("hold.in_force", 409, "이미 보류 중입니다", "It is on hold already");

    public static readonly ProblemKind CommentNotFound = new("comment.not_found", 404, "댓글을 찾을 수 없습니다", "No such comment");
    public static readonly ProblemKind CommentDeleted = new("comment.deleted", 409, "삭제된 댓글입니다", "The comment is deleted");
    public static readonly ProblemKind CommentHidden = new("comment.hidden", 409, "숨긴 댓글입니다. 먼저 숨김을 해제하세요", "The comment is hidden: show it again first");
    public static readonly ProblemKind CommentOwn = new("comment.own", 422, "우리 댓글은 숨길 수 없고 삭제할 수만 있습니다", "An account's own comment cannot be hidden, only deleted");
    public static readonly ProblemKind BanUnsupported = new("comment.ban_unsupported", 422, "작성자 차단은 유튜브 댓글을 삭제할 때만 할 수 있습니다", "An author is banned only with the deletion of a comment on YouTube");
    public static readonly ProblemKind ThreadMoved = new("comment.thread_moved", 409, "그사이 대화가 바뀌었습니다. 새 내용을 보고 다시 하세요", "The thread has moved since: look at it, then try again");
    public static readonly ProblemKind ActionUnderWay = new("comment.action_under_way", 409, "이 댓글을 숨기거나 삭제하는 중입니다", "Something is being done to this comment");
    public static readonly ProblemKind ActionNotFound = new("comment_action.not_found", 404, "댓글에 한 일을 찾을 수 없습니다", "No such action on a comment");
    public static readonly ProblemKind ActionAlreadySent = new("comment_action.already_sent", 409, "이미 보냈거나 끝난 일입니다", "It was sent already, or has ended");
    public static readonly ProblemKind ActionNotAsked = new("comment_action.not_asked", 409, "확인을 기다리는 일이 아닙니다", "Nobody is asked about this action");
    public static readonly ProblemKind ReplyNotFound = new("reply.not_found", 404, "답글을 찾을 수 없습니다", "No such reply");
    public static readonly ProblemKind ReplyUnderWay = new("reply.under_way", 409, "이 댓글에는 보내는 중이거나 확인 중인 답글이 있습니다", "Another reply to this comment is being sent or looked for");
    public static readonly ProblemKind ReplyNotAsked = new("reply.not_asked", 409, "확인을 기다리는 답글이 아닙니다", "Nobody is asked about this reply");
    public static readonly ProblemKind ReplyTooLong = new("reply.too_long", 422, "답글이 너무 깁니다", "The reply is too long");
    public static readonly ProblemKind ReplyWithoutDraft = new("reply.no_draft", 422, "이 댓글에는 답글 초안이 없습니다", "The comment has no draft of a reply");
    public static readonly ProblemKind ReplyAlreadySent = new("reply.already_sent", 409, "이미 보냈거나 끝난 답글입니다", "The reply was sent already, or has ended");
    public static readonly ProblemKind BeingAnswered = new("comment.being_answered", 409, "다른 사람이 답글을 쓰고 있습니다", "Somebody else is answering this comment");
    public static readonly ProblemKind InboxMoved = new("inbox.moved", 409, "그사이 다른 사람이 바꾸었습니다. 다시 읽고 하세요", "Somebody changed it meanwhile: read it again");
    public static readonly ProblemKind AssigneeUnsuitable = new("inbox.assignee_unsuitable", 422, "이 클라이언트의 댓글을 맡을 수 없는 사용자입니다", "That user cannot be given this client's comments");
    public static readonly ProblemKind SavedReplyNotFound = new("saved_reply.not_found", 404, "저장해 둔 답글을 찾을 수 없습니다", "No such saved reply");
    public static readonly ProblemKind SavedReplyTitleTaken = new("saved_reply.title_taken", 409, "같은 제목의 저장된 답글이 있습니다", "The client has a saved reply of this title");
    public static readonly ProblemKind SavedReplyMoved = new("saved_reply.moved", 409, "그사이 다른 사람이 고쳤습니다. 다시 읽고 고치세요", "Somebody changed the saved reply meanwhile: read it again");
    public static readonly ProblemKind SavedReplyUnreadable = new("saved_reply.unreadable", 422, "중괄호가 올바르지 않습니다. 글자 그대로의 중괄호는 두 번 적습니다", "The braces are wrong; braces that mean themselves are written twice");
    public static readonly ProblemKind SavedReplyVariableUnknown = new("saved_reply.variable_unknown", 422, "모르는 변수가 있습니다", "It has names that stand for nothing");
    public static readonly ProblemKind SavedReplyValueMissing = new("saved_reply.value_missing", 422, "이 댓글에는 값이 없는 변수가 있습니다", "Some of its names stand for nothing at this comment");
    public static readonly ProblemKind KnowledgeNotFound = new("knowledge.not_found", 404, "지식 문서를 찾을 수 없습니다", "No such document");
    public static readonly ProblemKind KnowledgeUnreadable = new("knowledge.unreadable", 422, "파일을 읽을 수 없습니다", "The file cannot be read");
    public static readonly ProblemKind DraftNotFound = new("draft.not_found", 404, "이 댓글에는 초안이 없습니다", "The comment has no draft");
    public static readonly ProblemKind QuestionNotFound = new("question.not_found", 404, "질문을 찾을 수 없습니다", "No such question");
    public static readonly ProblemKind ConversationNotFound = new("conversation.not_found", 404, "대화를 찾을 수 없습니다", "No such conversation");
    public static readonly ProblemKind QuestionsWaiting = new("question.too_many_waiting", 429, "답을 기다리는 질문이 너무 많습니다", "Too many of your questions are still waiting");
    public static readonly ProblemKind CopyNotFound = new("copy.not_found", 404, "캡션 초안을 찾을 수 없습니다", "No such captions");
    public static readonly ProblemKind CopyNoText = new("copy.no_text", 422, "이 형식에는 본문이 실리지 않습니다", "This format shows no text");
    public static readonly ProblemKind CopyBannedInBrief = new("copy.banned_in_brief", 422, "적어 주신 내용에 이 클라이언트의 금지어가 있습니다", "What was given has words that the client bans");
    public static readonly ProblemKind CopyRulesConflict = new("copy.rules_conflict", 422, "필수 문구와 금지어가 서로 어긋납니다", "What must be said has words that are banned");
    public static readonly ProblemKind IncidentNotFound = new("incident.not_found", 404, "위기 알림을 찾을 수 없습니다", "No such incident");
    public static readonly ProblemKind IncidentNotHeld = new("incident.not_held", 409, "이 위기 알림으로 걸린 보류가 없습니다", "Nothing is on hold for this incident");
    public static readonly ProblemKind CrisisRuleNotFound = new("crisis_rule.not_found", 404, "위기 규칙을 찾을 수 없습니다", "No such crisis rule");
    public static readonly ProblemKind CrisisRuleNotReplayed = new("crisis_rule.not_replayed", 409, "지난 댓글로 시험하지 않은 규칙은 켤 수 없습니다", "A rule that was not replayed over the past cannot be switched on");
    public static readonly ProblemKind CrisisRuleEnded = new("crisis_rule.ended", 409, "이미 끝난 규칙입니다", "The rule has ended");
    public static readonly ProblemKind CommentNotScored = new("comment.not_scored", 409, "아직 모델이 읽지 않은 댓글입니다", "No model has read the comment yet");
    public static readonly ProblemKind ReportHasNoPage = new("report.no_page", 404, "이 리포트에는 페이지가 없습니다", "This report has no page");

    public static readonly ProblemKind WebSocketOnly = new("live.websocket_only", 426, "WebSocket으로 연결하세요", "Connect with a WebSocket");
    public static readonly ProblemKind NotificationNotFound = new("notification.not_found", 404, "알림을 찾을 수 없습니다", "No such notification");
    public static readonly ProblemKind ContactNotFound = new("contact.not_found", 404, "연락처를 찾을 수 없습니다", "No such contact");
    public static readonly ProblemKind ContactVerified = new("contact.already_verified", 409, "이미 확인된 연락처입니다", "The contact is verified already");
    public static readonly ProblemKind ContactTooOften = new("contact.too_often", 429, "확인을 너무 자주 부탁했습니다. 한 시간 뒤에 다시 하세요", "Too many proofs were asked for: try again in an hour");
    public static readonly ProblemKind ContactCodeWrong = new("contact.code_wrong", 422, "인증번호가 맞지 않습니다", "The digits are wrong");
    public static readonly ProblemKind ContactCodeOver = new("contact.code_over", 409, "인증번호의 시간이 지났거나 너무 여러 번 틀렸습니다. 다시 받으세요", "The digits' time is over, or they were wrong too often: ask for new ones");
    public static readonly ProblemKind ReportNotFound = new("report.not_found", 404, "리포트를 찾을 수 없습니다", "No such report");
    public static readonly ProblemKind ReportNotReady = new("report.not_ready", 409, "리포트를 아직 만들고 있습니다", "The report is still being made");
    public static readonly ProblemKind ReportHasNoPdf = new("report.no_pdf", 409, "이 리포트에는 아직 PDF가 없습니다", "This report has no PDF yet");
    public static readonly ProblemKind ReportSuperseded = new("report.superseded", 409, "새 판이 있는 리포트입니다", "A newer version of this report counts");
    public static readonly ProblemKind DeadLetterNotFound = new("dead_letter.not_found", 404, "데드 레터를 찾을 수 없습니다", "No such dead letter");
    public static readonly ProblemKind DeadLetterRedriven = new("dead_letter.already_redriven", 409, "이미 다시 보낸 데드 레터입니다", "The dead letter was sent again before");
    public static readonly ProblemKind JobNotFound = new("job.not_found", 404, "그런 스케줄이 없습니다", "No such schedule");
    public static readonly ProblemKind JobRunning = new("job.running", 409, "이미 실행 중이거나 실행을 기다리고 있습니다", "It is running, or waiting to be run");
    public static readonly ProblemKind JobItemNotFound = new("job_item.not_found", 404, "작업 항목을 찾을 수 없습니다", "No such item of work");
    public static readonly ProblemKind JobItemNotFailed = new("job_item.not_failed", 409, "실패한 항목만 다시 할 수 있습니다", "Only an item that failed can be done again");
    public static readonly ProblemKind BrokerAway = new("broker.away", 503, "브로커에 연결할 수 없습니다. 잠시 뒤에 다시 시도하세요", "There is no broker to send it to: try again a little later");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProblemKind> All { get; } =
        [.. typeof(ProblemKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.FieldType == typeof(ProblemKind)).Select(f => (ProblemKind)f.GetValue(null)!)];
}
