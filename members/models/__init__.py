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
from .importing import ImportLine as ImportLine
from .importing import RollImport as RollImport
from .lists import MembershipClass as MembershipClass
from .lists import Stream as Stream
from .own import Closing as Closing
from .own import Consent as Consent
from .own import Copy as Copy
from .own import Topic as Topic
from .roll import ContactDetail as ContactDetail
from .roll import Member as Member
from .roll import RollAddress as RollAddress
from .two_people import Merge as Merge
from .two_people import Recovery as Recovery
from .two_people import RecoveryLink as RecoveryLink
