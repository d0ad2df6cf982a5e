#include "domain/everyday.h"

#include "domain/everyday_list.h"

#include <stdbool.h>
#include <string.h>

#define STEPS 8
#define SHORT_NUMBER 2 /* digits */

/* Sorted; behind each stem its step, 0 the most frequent. */
static const char english[] =
	"ab6 abc5 abil4 abl2 abort6 abov4 absolut5 abus6 ac5 accept3 access1 "
	"accident6 accommod5 accompani6 accomplish6 accord4 accordingli6 account1 "
	"accumul6 accur5 accuraci5 achiev5 acknowledg6 acquir6 across4 act4 action3 "
	"activ2 actual4 ad3 adam5 adapt5 add2 addit2 addition5 address1 adequ6 adher5 "
	"adjust4 administ5 administr3 adult4 advanc3 advantag5 advertis6 advic6 "
	"advis5 advisori6 affect3 affili6 afford6 africa5 after1 afternoon5 ag3 "
	"again3 against4 agent4 aggreg6 aggress6 ago5 agre6 ahead4 ai5 aid5 aim5 air3 "
	"airlin4 airplan6 airport4 alarm6 alaska6 alert5 alex6 algorithm5 align6 all0 "
	"alloc5 allow2 almost5 alon5 along4 alreadi3 also1 alter5 altern4 although4 "
	"alwai3 amazon5 amen5 america5 american3 ami6 among5 amount3 analysi4 analyt6 "
	"andrew6 android5 angel4 ani0 anim4 ann7 announc6 annual5 anoth2 answer4 "
	"anyon5 anyth4 anywher5 apart6 app3 appear3 append6 appl4 appli2 applianc6 "
	"applic2 appoint3 appreci5 approach4 appropri4 approv4 approxim5 april4 arab6 "
	"arch6 architectur4 archiv5 area3 argument5 arizona5 arm5 around3 arrai5 "
	"arrang4 arriv3 art5 articl4 artifici6 asia5 ask3 aspect5 assembli5 assess4 "
	"asset5 assign3 assist3 associ3 assum5 assumpt6 assur6 asynchron6 atlanta5 "
	"attach4 attack5 attempt4 attend5 attent5 attract6 attribut4 audienc6 audio6 "
	"audit5 august4 australia5 authent2 author4 auto4 autom4 automat4 av6 avail1 "
	"avenu5 averag4 avi7 avoid4 awai4 awar5 b3 back2 background5 backup4 bad4 "
	"bag5 bai5 balanc4 band5 bandwidth6 bank4 bar4 base2 basi5 basic3 bathroom6 "
	"batteri6 bc6 bear5 becam5 becom3 bed5 befor2 began6 begin3 behalf5 behavior4 "
	"behind5 beij7 believ4 belong4 below4 benefit4 besid6 best2 better4 between2 "
	"beyond5 bia6 big5 bill2 binari5 bind5 bio7 bird5 birth5 birthdai6 bit5 "
	"black5 blank5 block3 blue5 board4 bodi3 book3 boost6 border6 boston5 both3 "
	"bottleneck7 bottom5 bought6 box4 branch4 brand5 break5 breakdown6 breakfast7 "
	"bridg5 brief5 bright6 bring4 broken5 brought6 brown5 brows5 browser4 bu6 "
	"bubbl6 buck6 bug6 bui3 build3 built4 bulk5 bundl6 busi2 bye0 c2 ca4 cabl4 "
	"cach4 calcul4 calendar5 california4 call2 came5 camera5 canada4 cancel4 "
	"cannot3 cap6 capabl4 capac5 capit5 captur4 car3 card3 care3 carefulli6 "
	"carolina6 carri4 cart5 case3 cash4 cast6 cat5 catch6 categori4 cater6 caus3 "
	"caution6 cc6 cd5 celebr6 cell4 cent6 center2 centr5 central4 certain4 "
	"certif4 certifi6 chain5 challeng5 chanc5 chang0 channel4 charact4 "
	"characterist5 charg3 charl5 charli5 chart5 chat4 check0 checkout7 chi6 "
	"chicago4 child5 children4 china5 chines5 chip6 choic4 choos3 chosen6 ci6 "
	"circl6 citi2 claim5 class3 classic4 classifi5 clean4 clear3 clearli6 click3 "
	"client3 clock5 clone6 close3 closer6 closest6 cloud3 cluster4 cm6 co5 coast6 "
	"code2 coffe6 coincid6 cold5 collabor5 collect3 color5 columbu5 column5 com3 "
	"combin4 come3 comfort5 command3 comment5 commerc6 commerci5 commit5 common3 "
	"commonli5 commun3 compact6 compani3 compar4 comparison5 compat4 compet6 "
	"competit5 compil5 complaint5 complet2 complex4 compli6 complianc5 compliant6 "
	"compon4 compos5 comprehens5 compress6 compromis5 comput3 concern4 concis7 "
	"conclus6 concurr5 condit3 conduct5 confer5 configur2 confirm1 conflict5 "
	"conform5 confus5 congest7 connect1 consent6 consequ6 conserv5 consid3 "
	"consider4 consist4 constant6 constantli6 construct4 consult5 consum4 "
	"contact2 contain3 content3 context4 continu3 contract5 contrari7 contribut4 "
	"contributor6 control3 conveni5 convent5 convers4 convert4 cook5 cooki5 cool5 "
	"coordin4 copi3 core4 corner5 corpor6 correct3 correctli5 correspond4 "
	"corrupt6 cost2 count4 counter5 counti5 countri4 coupl6 cours4 cover4 "
	"coverag5 cow7 cp6 cpu5 crack6 craft6 creat2 creation4 credenti4 credit4 "
	"criteria5 critic5 cross4 crowd6 crypto6 cs5 currenc6 current2 custom2 cut5 "
	"dai0 daili4 damag4 daniel5 dark5 dash7 data2 databas3 date2 david5 db5 dc5 "
	"dd6 de4 deactiv6 deadlin6 deal5 dec6 decemb5 decid4 decis5 declar5 declin5 "
	"decreas5 dedic5 deep5 default3 defens5 defin4 definit4 degre5 del6 delai5 "
	"delet3 delhi4 deliv3 deliveri3 delta5 demand4 demonstr4 deni5 denomin7 "
	"depart4 departur6 depend3 deploi4 deploy4 deposit5 depth6 deriv5 describ3 "
	"descript4 design3 desir5 desktop6 destin4 destroi6 detach7 detail2 detect4 "
	"determin3 detroit6 dev5 develop3 devic3 diagnost5 dial7 dictionari6 diego5 "
	"differ2 difficult5 difficulti7 digit4 dim6 dinner6 direct3 directli3 disabl3 "
	"disappear6 disast6 disc6 discontinu6 discount5 discov4 discoveri5 discuss4 "
	"disk5 displai3 dispos6 disposit7 distanc5 distinct5 distribut4 divers5 "
	"divid5 do4 document3 doe6 dog5 dollar4 domain4 domest5 done3 door6 dot6 "
	"doubl4 doubt6 down3 download4 downstream6 downtown5 dr6 draft6 drink5 drive3 "
	"driven6 driver5 drop4 dry6 due3 duplic4 durat4 dure2 duti5 dynam5 e3 each2 "
	"earli4 earlier4 earliest5 earn4 earth6 eas6 easi4 easier5 easili5 east4 "
	"eastern5 eat5 echo6 econom5 economi4 edg5 edit3 editor5 educ5 effect3 "
	"effici5 effort5 eight5 either3 electr5 electron5 element4 elev5 elig5 "
	"elimin5 elizabeth6 els2 email2 embed5 emerg4 emploi5 employe5 empti5 en5 "
	"enabl3 encod5 encount5 encourag5 encrypt4 end3 endpoint4 energi4 enforc5 "
	"engag5 engin3 england5 english4 enhanc4 enjoi5 enough3 enrol5 ensur4 enter3 "
	"enterpris4 entir4 entiti5 entitl6 entri4 environ3 equal4 equip5 equival5 "
	"erron7 error3 escal6 escap5 especi5 essenti5 establish3 estim4 etc5 europ5 "
	"european5 evalu4 even3 event3 eventu5 ever5 everi3 everydai6 everyon5 "
	"everyth4 ex5 exact5 exactli5 exampl2 excel5 except4 excess5 exchang4 excit6 "
	"exclus5 execut4 exercis5 exhaust6 exhibit5 exist3 exit5 expand4 expect3 "
	"expens6 experi3 experienc5 expir4 explain4 explan5 explicit6 explicitli6 "
	"exploit5 explor4 export4 expos5 express3 extend4 extens4 extern4 extra4 "
	"extract5 extrem5 ey5 f4 fabric6 face4 facil4 facilit5 fact5 factor4 factori5 "
	"fail3 failur4 fair6 fairli7 fake6 fall4 fals4 famili3 familiar5 far4 fare5 "
	"farm5 fast4 faster5 fastest6 fat6 fatal6 favor5 favorit5 fe6 featur2 "
	"februari5 fed6 feder4 fee4 feed5 feedback5 feel4 few4 fewer5 fi5 field3 "
	"fifth6 figur4 file2 fill4 filter5 final4 financ5 financi5 find1 fine3 "
	"finish5 first2 fish4 fit4 five3 fix3 fl5 flag5 flat6 flexibl5 flight2 floor5 "
	"florida5 flow4 flower6 fly4 focu5 focus5 fold6 folder5 follow1 food4 "
	"footbal6 forc4 forecast6 foreign6 forest5 forget6 forgotten7 form2 formal5 "
	"format3 formerli6 fortun7 forum5 forward4 found3 foundat5 four3 fourth6 fox7 "
	"fr7 frame5 framework5 franc4 francisco5 fraud5 free3 freez6 french4 "
	"frequenc5 frequent4 fresh6 fri6 fridai4 friend4 friendli6 front4 frozen6 fs6 "
	"ft5 fulfil6 full3 fulli4 function3 fund4 further4 fusion5 futur4 g3 ga5 "
	"gain4 game5 garden5 gate5 gatewai4 gather5 gave6 gb5 gear6 gem6 gener2 "
	"georg5 german5 germani5 get0 give3 given4 glass6 global3 go1 goal5 goe5 "
	"golden6 golf6 gone7 good1 goodby0 googl4 got3 gotten6 govern4 gp6 grace6 "
	"grade6 grammar7 grand4 grant4 graph5 great2 greater4 greek5 green4 ground5 "
	"group2 grow4 growth4 guard5 guess6 guest5 gui5 guid3 guidanc5 guidelin5 gym6 "
	"h4 half4 hall5 hand4 handl4 happen4 happi3 harbor5 hard4 hardwar5 harm5 "
	"have3 hawaii6 hd6 head3 header5 health3 healthcar5 healthi4 hear5 heard6 "
	"heavi5 hebrew7 hei0 height5 hello0 help0 helper6 here2 hh6 hi0 hidden6 high3 "
	"higher4 highest5 highli5 highlight5 hill4 histor5 histori4 hit5 hmm5 hold4 "
	"holidai5 home3 hong7 hood7 hook6 hop6 hope4 host3 hot5 hour3 hous3 houston7 "
	"howev3 hr6 http3 hu7 hub6 human3 hundr5 hyper7 ic5 id2 idea5 ideal5 ident3 "
	"identif5 identifi3 idl7 ignor5 ii4 il5 ill4 imag3 immedi4 impact4 implement4 "
	"import3 impos6 improv4 in6 inact5 inc6 inch5 incid5 includ1 inclus5 incom4 "
	"incompat6 incomplet6 inconveni7 incorrect5 incorrectli6 increas2 incur6 "
	"independ5 index4 india4 indian5 indic3 indirect6 individu4 indoor6 industri5 "
	"influenc5 info4 inform0 infrastructur5 ingest6 initi3 inject6 input5 insert5 "
	"insid4 insight5 inspect5 instal3 instanc3 instead3 institut5 instruct3 "
	"insur5 intact6 integr3 intellig6 intend4 intent5 inter6 interact4 intercept6 "
	"interest3 interf6 interfac4 interfer6 intermedi5 intern3 internation6 "
	"internet3 interpret5 interrupt6 interv5 intervent6 introduc5 introduct5 "
	"invalid5 investig5 invis7 invit5 invoic6 involv4 io5 ip4 ir5 iron5 island5 "
	"israel6 issu2 itali6 italian5 item3 iter6 itself5 j4 jackson6 jam6 jame4 "
	"jan6 jane6 januari4 japan6 japanes5 jersei6 jet5 jim7 job4 john4 join4 "
	"joint5 journei6 js6 juli4 jump6 june4 just3 k4 keep3 kei2 kept6 kid5 kill6 "
	"kind3 king4 kingdom6 km5 know1 knowledg4 known3 kong7 korea6 korean5 l3 la4 "
	"lab6 label4 lack6 land4 languag3 larg3 larger4 last3 late4 later3 latest3 "
	"latter6 launch4 law6 layer4 layout7 lead4 leader6 learn3 least3 leav3 left3 "
	"legaci5 legal6 length4 less4 let3 letter4 level3 leverag6 li5 librari4 "
	"licens4 life3 lift7 light4 lightweight7 like0 limit2 line3 linear5 link3 "
	"linux6 list2 listen5 liter6 littl4 live3 lo4 load4 local2 locat1 lock4 log3 "
	"logo6 london4 long2 longer4 look2 loop5 lose4 loss4 lost4 lot3 loui6 love4 "
	"low3 lower4 lowest5 lunch7 ma6 mac5 machin4 made3 mai1 mail3 main3 maintain4 "
	"mainten4 major3 make1 maker6 man5 manag2 mandatori6 mani2 manifest5 manipul6 "
	"manual4 manufactur5 map4 mar6 march4 mari5 mark4 marker6 market4 marketplac6 "
	"master4 match3 math7 matrix6 matter5 max5 maximum4 mayb6 mean3 meaning6 "
	"meant6 measur4 meat6 mechan4 media4 medic4 medium5 meet3 member3 membership6 "
	"memori3 mention4 menu3 merg6 messag3 met5 meter5 method2 metric5 mexico5 "
	"michael5 micro6 microsoft4 mid6 middl5 might3 migrat4 mile5 min6 mind5 mini6 "
	"minim5 minimum3 minor5 minu6 minut3 mirror6 miss4 mission5 mistak6 mitig6 "
	"mix5 mixtur6 mm5 mobil4 mode3 model3 moder5 modern5 modif5 modifi3 modul4 "
	"moment5 mondai4 monei3 monitor4 month2 monthli5 more1 morn0 most3 motion6 "
	"motor5 mount5 mountain6 mous6 move3 movi5 mr5 ms5 much1 multi4 multipl3 "
	"mumbai5 must2 mutual6 myself6 n3 name1 nanci6 narrow6 nat6 nation4 nativ4 "
	"natur4 navig3 ne6 near4 nearbi5 nearest5 necessari4 need0 neg5 neither6 "
	"nest6 net4 network3 neutral6 never4 new0 newer5 next2 nice3 nicknam6 night4 "
	"nine5 node4 nois6 non3 none5 noon6 nor6 normal4 north4 northern6 note3 noth4 "
	"notic5 notif4 notifi5 novemb5 now1 nowher7 number1 numer5 ny5 o3 object3 "
	"oblig6 obsolet7 obtain4 occasion6 occupi6 occur3 oct5 octob5 off3 offens6 "
	"offer3 offic3 offici4 often4 oh4 ohio6 ok0 okai0 old3 older4 omit6 on0 onc3 "
	"ongo6 onli1 onlin3 onto5 onward7 open2 oper2 opinion5 opportun5 opt5 optim4 "
	"option1 orang6 order2 ordin6 ordinari7 org5 organ3 organiz6 orient5 origin3 "
	"os5 other1 otherwis5 out2 outag6 outdat6 outer6 outgo7 outlet6 outlin6 "
	"output4 outsid4 over2 overal5 overlap6 overrid6 overview4 own3 owner4 "
	"ownership6 p3 pa6 pacif5 pack5 packag3 page3 pai2 paid5 paint6 pair4 panel5 "
	"paper5 parallel5 paramet4 parent5 pari5 park3 part3 parti4 particip4 "
	"particular4 particularli6 partner4 pass3 passeng5 password4 past3 patch6 "
	"path4 pattern4 paus6 payment3 peak5 peer6 pend5 peopl3 per3 percent4 "
	"percentag5 perfect3 perfectli5 perform3 period3 perman5 permiss3 permit4 "
	"persist4 person2 personnel7 perspect6 pet5 peter5 philadelphia5 phoenix4 "
	"phone1 photo5 phrase5 physic4 pick4 pictur5 piec5 pin4 pipelin6 pizza6 "
	"place2 plai3 plain5 plan2 plane5 platform4 platinum7 pleas0 plenti6 plu4 "
	"plug6 pm3 point3 polic7 polici2 pool4 poor5 pop5 popular5 port4 portabl6 "
	"portal4 portfolio6 portland5 pose6 posit4 possess5 possibl2 possibli6 post4 "
	"potenti4 pound7 power4 practic4 pre4 precis5 predict5 prefer3 premis5 "
	"premium5 prepar4 prerequisit5 present3 preserv5 pressur4 pretti5 prevent3 "
	"preview6 previou3 previous5 price3 primari3 primarili6 princip5 print4 "
	"prior5 prioriti5 privaci6 privat3 privileg5 probabl4 problem2 problemat6 "
	"proce5 procedur4 proceed6 process2 produc4 product3 profession4 profil3 "
	"program3 programm6 progress4 prohibit5 project3 prolong7 promis6 promot5 "
	"prompt4 proof5 propag6 proper5 properli5 properti3 propos5 proprietari7 "
	"protect3 protocol4 prove6 provid1 provis4 proxi5 public2 publicli6 publish4 "
	"pull5 purchas3 pure6 purpos4 push5 put4 q4 qualifi5 qualiti4 quantiti6 "
	"quarter5 queri3 question3 quick4 quickli4 quiet5 quit5 r4 race6 rack6 radio6 "
	"rais4 ram5 ran6 random5 rang3 rapid5 rate3 rather4 ratio5 raw6 rb5 rd5 "
	"reach3 react6 reaction5 read3 reader6 readi4 real3 realist7 realiz6 realli3 "
	"reason4 reboot6 rebuild6 recal6 receipt6 receiv2 recent3 recip6 recipi5 "
	"recogn4 recognit5 recommend3 record3 recov5 recoveri4 recreat5 recur6 "
	"recycl6 red4 redeem7 redirect5 reduc3 refer2 reflect5 refresh6 refus6 "
	"regard4 regardless5 regener5 region3 regist4 registr5 registri5 regul4 "
	"regular4 regularli5 regulatori6 reject5 rel5 relai6 relat2 relationship4 "
	"releas3 relev5 reli5 reliabl5 remain4 rememb4 remot5 remov3 renam5 render5 "
	"renew5 rent5 reopen7 repair5 repeat4 replac3 repli5 replic4 report2 "
	"repositori6 repres3 represent5 reproduc6 reput6 request2 requir1 research4 "
	"reserv2 reset4 resid5 resist5 resolut4 resolv4 resort7 resourc3 respect4 "
	"respond4 respons3 rest4 restart4 restaur5 restor4 restrict3 result3 resum5 "
	"retail5 retain5 retir5 retriev4 return2 reus6 reveal5 revers5 revert6 "
	"review3 revis5 revok6 reward6 rice6 rich5 richard5 rid7 right2 ring5 risk5 "
	"road5 robert5 robin4 robot7 robust6 rock6 roger6 roi7 role3 roll5 room3 "
	"root4 rotat5 round5 rout4 row5 rt6 rule3 run2 runner7 russian6 sacramento5 "
	"safari6 safe4 safer6 safeti5 sai4 said4 sale5 salt6 sam4 same2 sampl4 san3 "
	"satisfi5 saturdai5 save2 saw7 sc7 scale4 scan5 scenario5 schedul3 scheme6 "
	"scienc5 scope5 score4 scratch6 screen4 script4 scroll6 se6 search3 season5 "
	"seat3 seattl4 second3 secondari5 secret4 section3 secur2 see1 seed6 seek6 "
	"seem4 seen5 select2 self3 sell5 send2 sens6 sensit4 sent3 sentenc6 separ4 "
	"septemb4 sequenc5 seri4 seriou5 serv4 server3 servic0 session4 set1 setup5 "
	"seven4 sever3 sex6 sf7 sh6 shall5 shape5 share2 sheet5 shell5 shift5 ship5 "
	"shoot7 shop4 short4 shorter6 shortli6 show2 shown4 shut5 si6 side3 sidebar7 "
	"sign2 signal5 signatur5 signific5 significantli5 similar4 similarli6 simpl4 "
	"simpler7 simpli5 simul6 sinc3 singapor6 singl3 sir4 sit5 site3 situat4 six4 "
	"sixth7 size3 skill5 skip5 sky5 sleep5 slice7 slide6 slightli5 slow4 slowli6 "
	"sm5 small3 smaller5 smallest6 smart6 smith5 smooth6 snap6 social4 softwar4 "
	"sold6 sole6 solid6 solut4 solv6 some2 someon4 someth3 sometim5 somewher5 "
	"soon4 sorri0 sort4 sound4 sourc3 south4 space4 spain6 span6 spanish5 speak4 "
	"speaker6 special3 specif2 specifi3 speed5 spell5 spend5 spent6 spin6 split5 "
	"sport5 spot5 spring6 squar4 sri7 ss6 ssd6 st5 stabil6 stabl5 stack6 staff5 "
	"stage4 stai3 stand5 standard3 star4 start1 state2 statement4 static6 "
	"station4 statist4 statu2 steadi6 step2 still3 stop3 storag3 store3 "
	"straightforward7 strategi5 stream5 streamlin7 street4 strict6 strictli7 "
	"string4 strip6 strong5 strongli5 structur4 student6 studio5 style5 sub5 "
	"subject4 submiss6 submit4 subscrib5 subscript4 subsequ5 substitut5 succe6 "
	"success4 successfulli4 such2 sue6 suffer6 suggest3 suit4 suitabl5 sum5 "
	"summari4 summer6 sun7 sundai5 super4 superior6 supervis6 supervisor6 "
	"supplement5 suppli5 support1 suppos4 suppress5 sure1 surfac5 survei5 "
	"suspect6 suspens7 suspici6 sustain5 sweden6 switch4 switzerland7 sydnei6 "
	"symbol5 sync5 synchron6 system2 tabl3 tag5 tail6 take1 taken4 talk4 tap6 "
	"target4 task4 tax4 taylor5 tcp6 td7 teach5 team3 technic5 techniqu5 "
	"technologi5 tel7 telephon6 tell2 temp6 temperatur5 templat4 temporari5 "
	"temporarili5 ten4 tend6 tent6 tenth6 term4 termin4 terminologi6 territori6 "
	"test3 texa5 text3 thank0 theme6 themselv6 theoret6 therefor4 thing3 think4 "
	"third4 thirti5 thoma5 thoroughli7 those3 though4 thought5 thousand5 threat6 "
	"three3 threshold5 through2 throughout5 throw6 thu5 thursdai5 ti5 ticket4 "
	"tier5 till5 tim6 time0 timelin6 tip4 titl4 tl5 todai2 togeth4 tokyo6 told6 "
	"toll5 tom6 tomorrow5 toni6 too3 took5 tool3 top4 topic4 toronto6 total3 "
	"touch5 toward5 town5 tr7 trace5 track4 trade6 tradit5 traffic4 trail5 train4 "
	"transact4 transfer4 transform5 transit4 translat4 transmiss6 transmit6 "
	"transpar6 transport4 trap6 trash6 travel3 treat5 tree5 tri5 trial4 trick6 "
	"trigger5 trip5 troubl5 true3 trust4 try2 tuesdai5 tune5 tunnel6 turn4 tv5 "
	"twelv6 twenti6 twice6 two2 type1 typic4 u3 ui5 uk5 ultim5 unabl4 unavail5 "
	"unclear6 under2 underli5 understand3 unexpect6 unfortun6 unifi5 union5 "
	"uniqu4 unit3 univers4 unknown5 unless5 unlimit6 unlock6 unsuccess6 unsur7 "
	"until3 unus6 unusu5 up0 upcom6 updat2 upgrad4 upload5 upon4 upper5 upstream6 "
	"urgent5 url4 us0 usa5 usag4 user2 usual4 util4 v4 vacat6 valid3 vallei5 "
	"valu3 valuabl5 var7 vari4 variabl4 variant5 variat6 varieti4 variou4 vast6 "
	"vehicl4 vendor5 veri2 verif5 verifi3 version2 vi6 via4 video4 vietnames7 "
	"view3 viewer6 violat5 virginia5 virtual4 viru6 visibl4 visit3 visitor6 "
	"visual5 vital6 voic5 volum4 vote6 vs5 vulner5 w4 wai2 wait3 wake7 walk5 "
	"wall5 want0 warn5 washington4 wast6 watch5 water4 wear6 weather6 web3 "
	"websit3 wednesdai5 week3 weekdai7 weekend5 weekli6 weight4 welcom0 well2 "
	"went4 west4 western5 whatev6 wheel6 whenev6 wherea6 whether3 whichev7 white4 "
	"whole4 wi6 wide5 width6 wifi6 will6 win5 window3 winter6 wire6 wireless7 "
	"wise7 wish4 within3 without3 wonder4 word4 work1 worker4 workload5 world4 "
	"worldwid5 worri6 worth6 wrap6 write4 written5 wrong4 www5 x3 y4 ye0 yeah4 "
	"year2 yearli6 yep5 yet4 yield6 york3 yourself4 z5 zero5 zip5 zone4 ";

/* < 0: the term comes before the stem at s, 0: it is the stem, > 0: it comes after */
static int compare(const char *term, size_t len, const char *s)
{
	size_t n = strcspn(s, "01234567");
	int c = memcmp(term, s, len < n ? len : n);

	return c ? c : (len > n) - (len < n);
}

/* NULL, or the step behind the term in a list */
static const char *find(const char *list, size_t n, const char *term, size_t len)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t at = (low + high) / 2;
		int c;

		while (at > low && list[at - 1] != ' ')
			at--;
		c = compare(term, len, list + at);
		if (c == 0)
			return list + at + len;
		if (c < 0)
			high = at;
		else
			low = at + strcspn(list + at, " ") + 1;
	}
	return NULL;
}

static bool is_number(const char *term, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (term[i] < '0' || term[i] > '9')
			return false;
	return len > 0;
}

double kx_everyday_weight(
	const char *locale, const char *term, size_t len, double unlisted)
{
	bool other = locale && *locale && strncmp(locale, "en", 2) != 0;
	const char *list = english, *step = NULL;
	size_t n = sizeof(english) - 1;

	if (is_number(term, len))
		return len <= SHORT_NUMBER ? 0.5 : 0.75;
	if (other)
		list = strlen(locale) >= 2 && strchr("-_", locale[2])
			       ? kx_everyday_other(locale, &n)
			       : NULL;
	if (list)
		step = find(list, n, term, len);
	if (step)
		return (*step - '0') / (double)STEPS;
	return other ? unlisted : 1;
}
