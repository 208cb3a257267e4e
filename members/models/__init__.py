"""Who people are, what was true of them when, and what is asked of the office about them."""

from .account import Device as Device
from .account import User as User
from .account import UserManager as UserManager
from .application import Application as Application
from .career import Appointment as Appointment
from .career import Dated as Dated
from .career import DuesTerm as DuesTerm
from .career import Leave as Leave
from .career import Level as Level
from .career import Membership as Membership
from .career import Posting as Posting
from .closing import Closing as Closing
from .consent import Consent as Consent
from .consent import Topic as Topic
from .copy import Copy as Copy
from .importing import ImportLine as ImportLine
from .importing import RollImport as RollImport
from .lists import MembershipClass as MembershipClass
from .lists import Stream as Stream
from .merge import Merge as Merge
from .recovery import Recovery as Recovery
from .recovery import RecoveryLink as RecoveryLink
from .roll import ContactDetail as ContactDetail
from .roll import Member as Member
from .roll import RollAddress as RollAddress
